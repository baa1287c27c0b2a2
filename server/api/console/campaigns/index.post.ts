import { defineEventHandler, setResponseStatus } from 'h3'
import { createCampaign } from '#server/campaign/campaigns.ts'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { createCampaignSchema } from '#shared/campaign/input.ts'

export default defineEventHandler(async (event) => {
  const member = await requireMember(event, 'campaign.edit')
  const campaign = await createCampaign(member, await parseBody(event, createCampaignSchema))
  setResponseStatus(event, 201)
  return campaign
})
