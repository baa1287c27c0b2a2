/** Jobs that run once a night, or after the next start when the machine was off at night. */
import { eq, gt, or } from 'drizzle-orm'
import { rebuildRollups, rebuildStationRollups, rollupsAgree, stationRollupsAgree } from '#server/campaign/reach.ts'
import { useDatabase, useSql } from '#server/database/client.ts'
import { campaigns, stations } from '#server/database/schema/index.ts'
import { removeEndedSessions } from '#server/member/ended-sessions.ts'
import { report } from '#server/log/report.ts'
import { markAllNamesakes } from '#server/member/names.ts'
import { removeOldCodes } from '#server/member/setup.ts'
import { forget } from '#server/member/throttle.ts'
import { removeExpired } from '#server/screen/pairing.ts'

const WEEK_MS = 7 * 24 * 3600_000

/**
 * Compares the roll-ups of each open campaign, of those closed within a week, and of events outside of campaigns with
 * the ledger, and recomputes wrong ones. Writers have to wait only during a recomputation, so the job may also run by
 * day, when the hall is full.
 * @returns the campaigns and stations whose figures were wrong; they are correct now.
 */
export async function recheckRollups(now = new Date()): Promise<string[]> {
  const db = useDatabase()
  const recent = await db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(or(eq(campaigns.status, 'open'), gt(campaigns.closedAt, new Date(now.getTime() - WEEK_MS))))
  const wrong: string[] = []
  for (const { id } of recent) {
    if (await rollupsAgree(id)) continue
    await rebuildRollups(id)
    wrong.push(id)
  }
  for (const { id } of await db.select({ id: stations.id }).from(stations)) {
    if (await stationRollupsAgree(id)) continue
    await rebuildStationRollups(id)
    wrong.push(id)
  }
  if (wrong.length) report('error', 'jobs', '汇总与流水不符，已按流水重算', { count: wrong.length })
  return wrong
}

/**
 * Marks names that look the same, and deletes expired rows: pairing codes, counts of failed log-ins, setup codes,
 * sessions that were logged out.
 */
export async function sweepExpired(now = new Date()): Promise<void> {
  const db = useDatabase()
  await removeExpired(db, now)
  await forget(now)
  await removeOldCodes(db, now)
  await removeEndedSessions(db, now)
  await markAllNamesakes(db)
}

/** A Postgres server does this by itself (autovacuum); the embedded database has no process for it. */
export async function tidyEmbedded(): Promise<void> {
  await useSql()`vacuum (analyze)`
}
