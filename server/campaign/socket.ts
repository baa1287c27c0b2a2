/** Tells members who watch a campaign when its figures change. */
import { and, eq } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { campaigns } from '#server/database/schema/index.ts'
import type { Office } from '#server/member/office.ts'
import type { CurrentMember } from '#server/member/session.ts'
import type { On } from '#server/realtime/namespace-types.ts'
import { campaignRoom, isCampaignRoom } from '#server/realtime/rooms.ts'
import { AppError } from '#shared/errors.ts'
import { watchCampaignSchema } from '#shared/realtime/office.ts'

/** Campaigns that one connection may watch at the same time: a page shows one, a list a few. */
const WATCHED_MAX = 50

async function requireOwnCampaign(member: CurrentMember, campaignId: string): Promise<void> {
  const [own] = await useDatabase()
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.stationId, member.stationId)))
  if (!own) throw new AppError('not_found')
}

export function campaignEvents(on: On<Office>): void {
  on('campaign:watch', watchCampaignSchema, { right: 'reach.read' }, async ({ campaignId }, member, connection) => {
    await requireOwnCampaign(member, campaignId)
    const room = campaignRoom(campaignId)
    const watched = [...connection.rooms].filter((other) => isCampaignRoom(other) && other !== room)
    if (watched.length >= WATCHED_MAX) throw new AppError('too_many')
    await connection.join(room)
  })
  on('campaign:unwatch', watchCampaignSchema, { right: null }, ({ campaignId }, _member, connection) =>
    connection.leave(campaignRoom(campaignId)),
  )
}
