import type { PgBoss } from 'pg-boss'
import { connect, disconnect } from '#server/database/connect.ts'
import { databaseTarget } from '#server/database/target.ts'
import { report } from '#server/log/report.ts'

/** Delay of the start of the jobs, in ms: the first visitors have priority. */
const DELAY_MS = 5_000

export default defineNitroPlugin((nitroApp) => {
  if (import.meta.prerender) return
  const target = databaseTarget()
  const sql = connect(target, { max: 2 })
  let boss: PgBoss | undefined
  const start = async () => {
    // Imported only here, so that the start of the server does not wait for it.
    const [{ createBoss }, { scheduledJobs, startJobs }] = await Promise.all([
      import('#server/jobs/boss.ts'),
      import('#server/jobs/schedule.ts'),
    ])
    boss = createBoss(sql)
    await startJobs(boss, scheduledJobs('embedded' in target))
  }
  let starting: Promise<void> | undefined
  const timer = setTimeout(() => {
    starting = start().catch((error: unknown) => report('error', 'jobs', error, { doing: 'start' }))
  }, DELAY_MS)
  nitroApp.hooks.hook('stopping', async () => {
    clearTimeout(timer)
    await starting
    // A running job gets this long to finish, in ms; an interrupted one runs again after the next start.
    await boss?.stop({ graceful: true, timeout: 3_000 })
    await disconnect(sql)
  })
})
