/** What is done once a night, or after the next start when the machine was off at night. */
import { eq, gt, or } from 'drizzle-orm'
import { rebuildRollups, rollupsAgree } from '#server/campaign/reach.ts'
import { useDatabase, useSql } from '#server/database/client.ts'
import { campaigns } from '#server/database/schema/index.ts'
import { removeOldCodes } from '#server/member/setup.ts'
import { forget } from '#server/member/throttle.ts'
import { removeExpired } from '#server/screen/pairing.ts'

const WEEK_MS = 7 * 24 * 3600_000

/**
 * Compares the roll-ups of each open campaign, and of those closed within a week, with the ledger, and computes again
 * what is wrong. Writers wait for a rebuild only: the job may be made up for by day, when the hall is full.
 * @returns the campaigns whose figures had gone wrong; they are right now.
 */
export async function recheckRollups(now = new Date()): Promise<string[]> {
  const rows = await useDatabase()
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(or(eq(campaigns.status, 'open'), gt(campaigns.closedAt, new Date(now.getTime() - WEEK_MS))))
  const wrong: string[] = []
  for (const { id } of rows) {
    if (await rollupsAgree(id)) continue
    await rebuildRollups(id)
    wrong.push(id)
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
