/** How much do the exclusions in force keep out of the published figures? */
import { sql } from 'drizzle-orm'
import type { Executor } from '#server/database/client.ts'

/** Occasions of devices that the exclusions in force keep out of the published figures. */
export async function countExcluded(db: Executor, campaignId: string): Promise<number> {
  const [row] = await db.execute<{ events: number }>(sql`
    select case when exists (
      select 1 from reach_exclusions x where x.campaign_id = ${campaignId} and x.undoes is null
        and not exists (select 1 from reach_exclusions u where u.undoes = x.id)
    ) then (
      select count(*)::int from reach_events where campaign_id = ${campaignId} and identity = 'device'
    ) - (
      select coalesce(sum(events), 0)::int from reach_rollups
      where campaign_id = ${campaignId} and touchpoint_id is null and day is null
        and kind in ('scan', 'start', 'completion', 'share')
    ) else 0 end as events`)
  return row?.events ?? 0
}
