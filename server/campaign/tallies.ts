/**
 * Counts what is left out of the published figures, and what is unusual. Gathered in batches: whoever floods the server
 * with requests that are refused must not cost it a transaction for each.
 */
import { sql } from 'drizzle-orm'
import { type Executor, useDatabase } from '#server/database/client.ts'
import { GroupCommit } from '#server/database/group-commit.ts'
import type { DayTally, TallyReason } from '#shared/campaign/tally.ts'
import { dayOf } from '#shared/station.ts'

export interface Tally {
  campaignId: string
  touchpointId: string
  at: Date
  reason: TallyReason
  /** 1 by default; negative where something counts after all. */
  events?: number
}

/** Adds to the tallies, in a fixed lock order. */
async function writeTallies(db: Executor, tallies: readonly Tally[]): Promise<void> {
  const rows = JSON.stringify(
    tallies.map(({ campaignId, touchpointId, at, reason, events = 1 }) => ({
      campaign_id: campaignId,
      touchpoint_id: touchpointId,
      day: dayOf(at),
      reason,
      events,
    })),
  )
  await db.execute(sql`
    insert into reach_tallies (campaign_id, touchpoint_id, day, reason, events)
    select campaign_id, touchpoint_id, day, reason, sum(events)::int
    from jsonb_populate_recordset(null::reach_tallies, ${rows}::text::jsonb)
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
    on conflict (campaign_id, touchpoint_id, day, reason) do update
      set events = reach_tallies.events + excluded.events`)
}

const commits = new GroupCommit<Tally, undefined>({
  name: 'tallies',
  messages: { busy: '现在人太多，请稍等几秒，会自动再试。', failed: '暂时存不上，会自动再试。' },
  sizeOf: () => 1,
  inFlight: 1,
  store: async (tallies) => {
    await writeTallies(useDatabase(), tallies)
    return tallies.map(() => undefined)
  },
})

/** Counts one. Nobody waits for it, and a number that cannot be stored is lost: nothing else depends on it. */
export const tally = (one: Tally): void => void commits.commit(one).catch(() => {})

/** Resolves when everything that was counted so far is stored, or lost. */
export const drainTallies = (): Promise<void> => commits.drain()

/** The tallies of a campaign by day, over all touchpoints. */
export async function readTallies(db: Executor, campaignId: string): Promise<DayTally[]> {
  return db.execute<DayTally & Record<string, unknown>>(sql`
    select day::text, reason, sum(events)::int as events from reach_tallies
    where campaign_id = ${campaignId} group by 1, 2 having sum(events) > 0 order by 1, 2`)
}
