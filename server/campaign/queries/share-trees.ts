/** How many share links descend from each touchpoint, and how deep are the chains? */
import { sql } from 'drizzle-orm'
import type { Executor } from '#server/database/client.ts'
import { isPublishedRow } from '../taken-out.ts'

interface ShareTreeRow {
  touchpointId: string
  links: number
  depth: number
}

/**
 * `links` counts share links, `depth` their layers (1: shared by someone who came from the touchpoint itself). A device
 * stands in the tree once, where it first arrived, so that no chain is longer than it has devices. Where what it
 * arrived by was taken out, it stands at the root.
 */
export async function shareTrees(db: Executor, campaignId: string): Promise<ShareTreeRow[]> {
  return db.execute<ShareTreeRow & Record<string, unknown>>(sql`
    with recursive links as (
      select s.id, s.touchpoint_id, a.device_key
      from shares s join attempts a on a.id = s.attempt_id
      where s.campaign_id = ${campaignId} and a.left_out is null
        and ${isPublishedRow('s', 'created_at')}
    ),
    sharers as (
      select d.device_key, p.device_key as parent
      from (select distinct device_key from links) d
      cross join lateral (
        select a.share_id from attempts a
        where a.campaign_id = ${campaignId} and a.device_key = d.device_key
        order by a.started_at, a.id limit 1
      ) f
      left join links p on p.id = f.share_id
    ),
    layers as (
      select device_key, 1 as depth from sharers where parent is null
      union all
      select s.device_key, l.depth + 1 from layers l join sharers s on s.parent = l.device_key
    )
    select l.touchpoint_id as "touchpointId", count(*)::int as links, coalesce(max(y.depth), 1)::int as depth
    from links l left join layers y on y.device_key = l.device_key
    group by 1`)
}
