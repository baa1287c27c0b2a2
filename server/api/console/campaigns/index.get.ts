import { defineEventHandler } from 'h3'
import { listCampaigns } from '#server/campaign/queries/list-campaigns.ts'
import { requireMember } from '#server/member/session.ts'
import { dayOf } from '#shared/station.ts'
import type { CampaignList } from '#shared/campaign/view.ts'

export default defineEventHandler(async (event): Promise<CampaignList> => {
  const member = await requireMember(event)
  const now = new Date()
  return { today: dayOf(now), at: now.toISOString(), campaigns: await listCampaigns(member.stationId) }
})
