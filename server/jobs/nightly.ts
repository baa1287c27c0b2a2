/** What is done once a night, or after the next start when the machine was off at night. */
import { eq, gt, or, sql } from 'drizzle-orm'
import { rebuildRollups } from '#server/campaign/reach.ts'
import { useDatabase, useSql } from '#server/database/client.ts'
import { campaigns } from '#server/database/schema/index.ts'
import { removeOldCodes } from '#server/member/setup.ts'
import { forget } from '#server/member/throttle.ts'
import { removeExpired } from '#server/screen/pairing.ts'

const WEEK_MS = 7 * 24 * 3600_000

async function digestOf(campaignId: string): Promise<string> {
  const [row] = await useDatabase().execute<{ digest: string }>(sql`
    select coalesce(md5(string_agg(r::text, ',' order by r::text)), '') as digest from reach_rollups r where campaign_id = ${campaignId}`)
  return row!.digest
}

/**
 * Computes the roll-ups of each open campaign, and of those closed within a week, again from the ledger.
 * @returns the campaigns whose figures had gone wrong; they are right now.
 */
export async function recheckRollups(now = new Date()): Promise<string[]> {
  const rows = await useDatabase().select({ id: campaigns.id }).from(campaigns)
    .where(or(eq(campaigns.status, 'open'), gt(campaigns.closedAt, new Date(now.getTime() - WEEK_MS))))
  const wrong: string[] = []
  for (const { id } of rows) {
    const before = await digestOf(id)
    await rebuildRollups(id)
    if (await digestOf(id) !== before) wrong.push(id)
  }
  if (wrong.length) console.error(`[jobs] 汇总与流水不符，已按流水重算：${wrong.join('、')}`)
  return wrong
}

/** Removes what has run out: pairing codes, counts of failed log-ins, setup codes. */
export async function sweepExpired(now = new Date()): Promise<void> {
  const db = useDatabase()
  await removeExpired(db, now)
  await forget(now)
  await removeOldCodes(db, now)
}

/** A server does this by itself; the embedded database has no process for it. */
export async function tidyEmbedded(): Promise<void> {
  await useSql()`vacuum (analyze)`
}
