import { defineEventHandler, setResponseStatus } from 'h3'
import { createCampaign } from '#server/campaign/campaigns.ts'
import { campaignView } from '#server/campaign/view.ts'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { createCampaignSchema } from '#shared/campaign/input.ts'
import type { CampaignView } from '#shared/campaign/view.ts'

export default defineEventHandler(async (event): Promise<CampaignView> => {
  const member = await requireMember(event, 'campaign.edit')
  const campaign = await createCampaign(member, await parseBody(event, createCampaignSchema))
  setResponseStatus(event, 201)
  return campaignView(campaign)
})
