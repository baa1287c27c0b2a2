/** The scheduled jobs: each runs once, however many nodes share the database. */
import type { PgBoss } from 'pg-boss'
import { TIME_ZONE } from '#shared/station.ts'
import { flushRepeats } from '#server/member/repeats.ts'
import { recheckRollups, sweepExpired, tidyEmbedded } from './nightly.ts'

interface Job {
  name: string
  /** Cron expression with five fields, in Asia/Shanghai. */
  cron: string
  run: () => Promise<unknown>
}

/** Polling interval of a worker, in seconds. */
const POLL_SECONDS = 60

export function scheduledJobs(embedded: boolean): Job[] {
  return [
    { name: 'recheck-rollups', cron: '40 3 * * *', run: () => recheckRollups() },
    { name: 'flush-repeats', cron: '*/10 * * * *', run: () => flushRepeats() },
    { name: 'sweep-expired', cron: '50 3 * * *', run: () => sweepExpired() },
    ...(embedded ? [{ name: 'tidy-embedded', cron: '55 3 * * *', run: tidyEmbedded }] : []),
  ]
}

/** Registers schedules and workers; a schedule whose job no longer exists is removed. */
export async function startJobs(boss: PgBoss, jobs: readonly Job[], pollSeconds = POLL_SECONDS): Promise<void> {
  await boss.start()
  for (const { name, cron, run } of jobs) {
    // A hall's computer is off at night: a missed job runs once after the next start.
    await boss.createQueue(name, {
      policy: 'singleton',
      retryLimit: 2,
      retryDelay: 300,
      deleteAfterSeconds: 7 * 86_400,
    })
    await boss.schedule(name, cron, null, { tz: TIME_ZONE, missed: 'once' })
    await boss.work(name, { pollingIntervalSeconds: pollSeconds }, async () => {
      await run()
    })
  }
  const names = new Set(jobs.map((job) => job.name))
  for (const { name } of await boss.getSchedules()) if (!names.has(name)) await boss.unschedule(name)
}
