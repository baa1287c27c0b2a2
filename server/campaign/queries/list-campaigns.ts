/** Which campaigns does a station have, and what is the state of each? */
import { sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { type Shown, shownStep } from '#shared/campaign/steps.ts'
import type { CampaignSummary } from '#shared/campaign/view.ts'
import { readPublished } from '../published.ts'

/** Limit, more than a station ever runs; the list is not paged. */
const LIMIT = 300

/** Open ones first, the latest first. */
export async function listCampaigns(stationId: string, now = new Date()): Promise<CampaignSummary[]> {
  const rows = await useDatabase().execute<
    Omit<CampaignSummary, 'completions' | 'isMarked'> & Record<string, unknown>
  >(sql`
    select c.id, c.title, c.slogan, c.starts_on::text as "startsOn", c.ends_on::text as "endsOn", c.status,
      c.goal_contacts as "goalContacts", c.goal_completions as "goalCompletions",
      (select count(*)::int from touchpoints t where t.campaign_id = c.id and t.archived_at is null) as touchpoints,
      coalesce(r.contacts, 0) as contacts
    from campaigns c
    left join lateral (
      select sum(events)::int as contacts
      from reach_rollups where campaign_id = c.id and kind = 'contact' and touchpoint_id is null and day is null
    ) r on true
    where c.station_id = ${stationId}
    order by c.status, c.starts_on desc, c.id desc
    limit ${LIMIT}`)
  const listed: CampaignSummary[] = []
  for (const row of rows) listed.push({ ...row, ...(await publishedOf(row.id, now)) })
  return listed
}

async function publishedOf(campaignId: string, now: Date): Promise<{ completions: Shown; isMarked: boolean }> {
  const { counts } = await readPublished(campaignId, now)
  const whole = counts.stages.find(({ kind, touchpointId, day }) => kind === 'completion' && !touchpointId && !day)
  return { completions: shownStep(whole?.events ?? 0), isMarked: Boolean(counts.marks?.length) }
}
