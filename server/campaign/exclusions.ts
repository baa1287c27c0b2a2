/** Taking events that nobody made out of the published figures, and putting them back: further rows, never an edit. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { tell } from '#server/bus.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { members, reachExclusions } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { shownNameOf } from '#server/member/names.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { type Exclude, excludedText, windowOf } from '#shared/campaign/exclusion.ts'
import type { Exclusion } from '#shared/campaign/view.ts'
import { shownStep } from '#shared/campaign/steps.ts'
import { AppError } from '#shared/errors.ts'
import { getCampaign, lockCampaign } from './campaigns.ts'
import { coarseStepsOf, publishAnew } from './published.ts'
import { recountCampaign } from './reach.ts'
import { getTouchpoint } from './touchpoints.ts'

type Actor = Pick<CurrentMember, 'id' | 'stationId'>

/**
 * Most exclusions that a campaign ever gets, also those that were put back: each is asked for every event, and each
 * shows the published figures once more, at other places of their steps. So few say nothing about a single visitor.
 */
const MOST = 30

const told = (by: Actor, campaignId: string) => {
  tell('reach:moved', { campaignId })
  tell('campaign:changed', { stationId: by.stationId, campaignId })
}

async function refuseTooMany(tx: Transaction, campaignId: string): Promise<void> {
  const rows = await tx
    .select({ id: reachExclusions.id })
    .from(reachExclusions)
    .where(and(eq(reachExclusions.campaignId, campaignId), isNull(reachExclusions.undoes)))
    .limit(MOST)
  if (rows.length >= MOST)
    throw new AppError('too_many', `一个活动最多移出 ${MOST} 次，放回的也算在内，这个活动已经用完了。`)
}

/**
 * Takes what happened in a window of time, at a touchpoint, or both out of the published figures; also in a closed
 * campaign. The same id again changes nothing.
 * @throws AppError `not_found`; `bad_input` naming the field; `conflict` when the id belongs to something else
 */
export async function excludeReach(by: Actor, campaignId: string, input: Exclude, now = new Date()): Promise<void> {
  const { id, touchpointId, reason } = input
  const window = windowOf(input, now)
  if (window && window.from >= now) throw new AppError('bad_input', '这段时间还没有到。', { from: '不能晚于现在' })
  const campaign = await getCampaign(by.stationId, campaignId)
  const touchpoint = touchpointId ? await getTouchpoint(by.stationId, touchpointId) : undefined
  if (touchpoint && touchpoint.campaignId !== campaignId) throw new AppError('not_found')
  const recorded = await useDatabase().transaction(async (tx) => {
    // Sent twice at the same moment, the second finds the first.
    await lockCampaign(tx, by.stationId, campaignId)
    const [same] = await tx.select().from(reachExclusions).where(eq(reachExclusions.id, id))
    if (same?.campaignId === campaignId && !same.undoes) return false
    if (same) throw new AppError('conflict', '请关上窗口再试一次。')
    await refuseTooMany(tx, campaignId)
    await publishAnew(tx, campaignId)
    await recountCampaign(tx, campaignId, async () => {
      await tx.insert(reachExclusions).values({
        id,
        stationId: by.stationId,
        campaignId,
        touchpointId,
        fromAt: window?.from,
        toAt: window?.to,
        reason,
        memberId: by.id,
        at: now,
      })
      await writeAudit(tx, by, {
        action: 'reach.exclude',
        subjectType: 'campaign',
        subjectId: campaignId,
        detail: { title: campaign.title, what: excludedText(window, touchpoint?.name), reason },
      })
    })
    return true
  })
  if (recorded) told(by, campaignId)
}

/**
 * Puts it back. Doing so twice changes nothing.
 * @throws AppError `not_found`
 */
export async function restoreReach(by: Actor, exclusionId: string, now = new Date()): Promise<void> {
  const [row] = await useDatabase()
    .select()
    .from(reachExclusions)
    .where(
      and(
        eq(reachExclusions.id, exclusionId),
        eq(reachExclusions.stationId, by.stationId),
        isNull(reachExclusions.undoes),
      ),
    )
  if (!row) throw new AppError('not_found')
  const campaign = await getCampaign(by.stationId, row.campaignId)
  const touchpoint = row.touchpointId ? await getTouchpoint(by.stationId, row.touchpointId) : undefined
  const campaignId = await useDatabase().transaction(async (tx) => {
    let undone = false
    await publishAnew(tx, row.campaignId)
    await recountCampaign(tx, row.campaignId, async () => {
      const made = await tx
        .insert(reachExclusions)
        .values({ stationId: by.stationId, campaignId: row.campaignId, undoes: row.id, memberId: by.id, at: now })
        .onConflictDoNothing()
        .returning({ id: reachExclusions.id })
      undone = made.length > 0
      if (!undone) return
      await writeAudit(tx, by, {
        action: 'reach.restore',
        subjectType: 'campaign',
        subjectId: row.campaignId,
        detail: {
          title: campaign.title,
          what: excludedText(row.fromAt && row.toAt ? { from: row.fromAt, to: row.toAt } : undefined, touchpoint?.name),
        },
      })
    })
    return undone ? row.campaignId : undefined
  })
  if (campaignId) told(by, campaignId)
}

const taker = alias(members, 'm')
const restorer = alias(members, 'um')

/**
 * All exclusions of a campaign, the latest first, with how many occasions each covers, as published.
 * @throws AppError `not_found`
 */
export async function listExclusions(stationId: string, campaignId: string): Promise<Exclusion[]> {
  await getCampaign(stationId, campaignId)
  const rows = await useDatabase().execute<{
    id: string
    touchpoint: string | null
    from: string | null
    to: string | null
    reason: string
    by: string
    at: string
    undoneBy: string | null
    undoneAt: string | null
    events: number
  }>(sql`
    select x.id, t.name as touchpoint, x.from_at::text as "from", x.to_at::text as "to", x.reason,
      ${shownNameOf(taker)} as by, x.at::text as at, ${shownNameOf(restorer)} as "undoneBy", u.at::text as "undoneAt",
      (select count(*)::int from reach_events e
        where e.campaign_id = x.campaign_id and e.identity = 'device'
          and (x.touchpoint_id is null or e.touchpoint_id = x.touchpoint_id)
          and e.at >= coalesce(x.from_at, '-infinity') and e.at < coalesce(x.to_at, 'infinity')) as events
    from reach_exclusions x
    join members m on m.id = x.member_id
    left join touchpoints t on t.id = x.touchpoint_id
    left join reach_exclusions u on u.undoes = x.id
    left join members um on um.id = u.member_id
    where x.campaign_id = ${campaignId} and x.undoes is null
    order by x.at desc, x.id desc`)
  const step = await coarseStepsOf(useDatabase(), campaignId)
  const iso = (at: string | null) => at && new Date(at).toISOString()
  return rows.map(({ id, touchpoint, from, to, reason, by, at, undoneBy, undoneAt, events }) => ({
    id,
    what: excludedText(from && to ? { from: new Date(from), to: new Date(to) } : undefined, touchpoint ?? undefined),
    reason,
    by,
    at: new Date(at).toISOString(),
    events: shownStep(step(`exclusion/${id}`, events)),
    undone: undoneBy === null ? null : { by: undoneBy, at: iso(undoneAt) ?? '' },
  }))
}
