/** How many starts arrived by a share, and how many of the devices had never started in this campaign before? */
import { sql } from 'drizzle-orm'
import type { Executor } from '#server/database/client.ts'
import { isPublishedRow } from '../taken-out.ts'

export interface NewcomersRow {
  /** Null in the row for the whole campaign. */
  touchpointId: string | null
  /** Starts that arrived by a share. */
  starts: number
  /** Distinct devices whose first start in the campaign arrived by a share. */
  devices: number
}

/** One pass over the attempts of the campaign (index on campaign and device) whose start counts. */
export async function newcomersByShare(db: Executor, campaignId: string): Promise<NewcomersRow[]> {
  return db.execute<NewcomersRow & Record<string, unknown>>(sql`
    with starts as (
      select touchpoint_id, share_id, row_number() over (partition by device_key order by started_at, id) = 1 as first
      from attempts a where campaign_id = ${campaignId} and (left_out is null or left_out = 'too_quick')
        and ${isPublishedRow('a', 'started_at')}
    )
    select touchpoint_id as "touchpointId", count(*)::int as starts, (count(*) filter (where first))::int as devices
    from starts where share_id is not null
    group by grouping sets ((), (touchpoint_id))`)
}
