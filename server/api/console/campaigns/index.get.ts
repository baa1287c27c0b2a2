import { defineEventHandler } from 'h3'
import { listCampaigns } from '#server/campaign/queries/list-campaigns.ts'
import { requireMember } from '#server/member/session.ts'
import { dayOf } from '#shared/station.ts'

export default defineEventHandler(async (event) => {
  const member = await requireMember(event)
  return { today: dayOf(new Date()), campaigns: await listCampaigns(member.stationId) }
})
