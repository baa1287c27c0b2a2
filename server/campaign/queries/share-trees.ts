/** How many share links descend from each touchpoint, and how deep are the chains? */
import { sql } from 'drizzle-orm'
import type { Executor } from '#server/database/client.ts'
import { isPublishedRow } from '../taken-out.ts'

interface ShareTreeRow {
  touchpointId: string
  /** Share links by how deep they are; the first: of those who came from the touchpoint itself. */
  layers: number[]
}

/**
 * A device stands in the tree once, where it first arrived, so that no chain is longer than it has devices. Where what
 * it arrived by was taken out, it stands at the root.
 */
export async function shareTrees(db: Executor, campaignId: string): Promise<ShareTreeRow[]> {
  const rows = await db.execute<{ touchpointId: string; depth: number; links: number }>(sql`
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
    select l.touchpoint_id as "touchpointId", coalesce(y.depth, 1)::int as depth, count(*)::int as links
    from links l left join layers y on y.device_key = l.device_key
    group by 1, 2 order by 1, 2`)
  return [...Map.groupBy(rows, ({ touchpointId }) => touchpointId)].map(([touchpointId, own]) => ({
    touchpointId,
    layers: Array.from(
      { length: Math.max(...own.map(({ depth }) => depth)) },
      (_, at) => own.find(({ depth }) => depth === at + 1)?.links ?? 0,
    ),
  }))
}
