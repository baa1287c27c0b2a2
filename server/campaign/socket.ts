/** Members who look at a campaign's figures are told when they move. */
import { and, eq } from 'drizzle-orm'
import type { CurrentMember } from '#server/member/session.ts'
import { useDatabase } from '#server/database/client.ts'
import { campaigns } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { watchCampaignSchema } from '#shared/realtime/office.ts'
import type { OfficeSocket, OnEvent } from '#server/realtime/office.ts'
import { campaignRoom } from './announce.ts'

/** Campaigns that one connection may watch at a time: a page shows one, a list a few. */
const WATCHED_MAX = 50

async function requireOwnCampaign(member: CurrentMember, campaignId: string): Promise<void> {
  const [own] = await useDatabase()
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.stationId, member.stationId)))
  if (!own) throw new AppError('not_found')
}

export function campaignEvents(socket: OfficeSocket, on: OnEvent): void {
  on('campaign:watch', watchCampaignSchema, async ({ campaignId }, member) => {
    await requireOwnCampaign(member, campaignId)
    if (socket.rooms.size > WATCHED_MAX) throw new AppError('too_many')
    await socket.join(campaignRoom(campaignId))
  })
  on('campaign:unwatch', watchCampaignSchema, async ({ campaignId }) => {
    await socket.leave(campaignRoom(campaignId))
  })
}
