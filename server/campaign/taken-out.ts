/** Which events of devices the office has taken out of the published figures. */
import { type SQL, sql } from 'drizzle-orm'

/**
 * Condition: no exclusion in force covers what happened in this campaign, at this touchpoint and time. Looked up again
 * wherever something is counted, so that what is stored late, or by another node, is taken out as well.
 */
const isPublished = (row: { campaignId: SQL; touchpointId: SQL; at: SQL }) => sql`not exists (
    select 1 from reach_exclusions x
    where x.campaign_id = ${row.campaignId} and x.undoes is null
      and (x.touchpoint_id is null or x.touchpoint_id = ${row.touchpointId})
      and (x.from_at is null or (${row.at} >= x.from_at and ${row.at} < x.to_at))
      and not exists (select 1 from reach_exclusions u where u.undoes = x.id)
  )`

/** The same for a row of `attempts` or `shares`. @param at its column that says when it happened */
export const isPublishedRow = (alias: 'a' | 's', at: 'started_at' | 'created_at') =>
  isPublished({
    campaignId: sql.raw(`${alias}.campaign_id`),
    touchpointId: sql.raw(`${alias}.touchpoint_id`),
    at: sql.raw(`${alias}.${at}`),
  })

/** The same for a row `e` of the ledger: what people have counted is corrected by themselves, and never taken out. */
export const isPublishedEvent = sql`(e.identity <> 'device' or ${isPublished({
  campaignId: sql`e.campaign_id`,
  touchpointId: sql`e.touchpoint_id`,
  at: sql`e.at`,
})})`
