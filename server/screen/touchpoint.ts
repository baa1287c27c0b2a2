/** A screen's own touchpoint in a campaign: scans of its QR code are counted for it. */
import { and, eq, isNull, ne, notExists } from 'drizzle-orm'
import { v7 } from 'uuid'
import { addTouchpoint } from '#server/campaign/touchpoints.ts'
import type { Transaction } from '#server/database/client.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { campaigns, screens, touchpoints } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'

/** @throws AppError `bad_input` at the field `campaignId`: unknown, of another station, or closed. */
async function requireOpenCampaign(tx: Transaction, stationId: string, campaignId: string): Promise<void> {
  const [campaign] = await tx
    .select({ status: campaigns.status })
    .from(campaigns)
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.stationId, stationId)))
    .for('share')
  if (!campaign) throw new AppError('bad_input', undefined, { campaignId: '没有这个活动，请重新选择' })
  if (campaign.status === 'closed')
    throw new AppError('bad_input', undefined, { campaignId: '这个活动已经结束，请选择别的活动' })
}

/**
 * The touchpoint for a screen of this name. A touchpoint that the screen (or an earlier one of the same name) had in
 * this campaign is reused, so that switching back and forth does not split its figures.
 */
export async function ensureScreenTouchpoint(
  tx: Transaction,
  by: CurrentMember,
  screen: { id: string; name: string; zone: string },
  campaignId: string,
): Promise<string> {
  await requireOpenCampaign(tx, by.stationId, campaignId)
  const inUse = tx
    .select({ id: screens.id })
    .from(screens)
    .where(and(eq(screens.touchpointId, touchpoints.id), ne(screens.id, screen.id), isNull(screens.revokedAt)))
  const [known] = await tx
    .select({ id: touchpoints.id })
    .from(touchpoints)
    .where(
      and(
        eq(touchpoints.campaignId, campaignId),
        eq(touchpoints.kind, 'screen'),
        eq(touchpoints.name, screen.name),
        isNull(touchpoints.archivedAt),
        notExists(inUse),
      ),
    )
    .orderBy(touchpoints.createdAt)
    .limit(1)
  if (known) return known.id
  const id = v7()
  await addTouchpoint(tx, by, campaignId, {
    id,
    kind: 'screen',
    name: screen.name,
    place: screen.zone,
    grid: '',
    plannedCount: null,
  })
  return id
}
