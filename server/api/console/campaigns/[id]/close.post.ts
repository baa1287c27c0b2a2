import { defineEventHandler } from 'h3'
import { closeCampaign } from '#server/campaign/campaigns.ts'
import { campaignView } from '#server/campaign/view.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { closeCampaignSchema } from '#shared/campaign/input.ts'
import { idParams } from '#shared/ids.ts'
import type { CampaignView } from '#shared/campaign/view.ts'

export default defineEventHandler(async (event): Promise<CampaignView> => {
  const member = await requireMember(event, 'campaign.close')
  const { id } = parseParams(event, idParams)
  return campaignView(await closeCampaign(member, id, await parseBody(event, closeCampaignSchema)))
})
