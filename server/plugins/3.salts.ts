import { stopSalts, tendSalts } from '#server/campaign/salts.ts'
import { isAway } from '#server/database-away.ts'
import { serverEnv } from '#server/env.ts'
import { report } from '#server/log/report.ts'

/** Where other servers may ask, in ms. */
const SHARED_MS = 1_000
/** Alone there is only what was left undone: by a kill after a campaign was closed, or by a restore. */
const ALONE_MS = 60_000

export default defineNitroPlugin((nitroApp) => {
  if (import.meta.prerender) return
  let round: Promise<void> | undefined
  let failed = false
  const tend = () => {
    round ??= tendSalts()
      .then(
        () => {
          failed = false
        },
        (error: unknown) => {
          // Whoever needs the database says that it is away.
          if (!failed && !isAway(error)) report('error', 'salts', error)
          failed = true
        },
      )
      .finally(() => {
        round = undefined
      })
  }
  tend()
  const timer = setInterval(tend, serverEnv.databaseUrl ? SHARED_MS : ALONE_MS)
  nitroApp.hooks.hook('stopping', async () => {
    clearInterval(timer)
    await stopSalts()
    await round
  })
})
