import { defineEventHandler } from 'h3'
import { getCampaign } from '#server/campaign/campaigns.ts'
import { listTouchpoints } from '#server/campaign/queries/list-touchpoints.ts'
import { touchpointsCountedBy } from '#server/campaign/queries/touchpoints-counted-by.ts'
import { campaignView, touchpointView } from '#server/campaign/view.ts'
import { publicOrigin } from '#server/http/origin.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { getStation } from '#server/member/station.ts'
import { idParams } from '#shared/ids.ts'
import { can } from '#shared/member/role.ts'
import { dayOf } from '#shared/station.ts'
import type { CampaignDetail } from '#shared/campaign/view.ts'

export default defineEventHandler(async (event): Promise<CampaignDetail> => {
  const member = await requireMember(event)
  const { id } = parseParams(event, idParams)
  return {
    today: dayOf(new Date()),
    origin: publicOrigin(event.node.req.headers),
    station: await getStation(member.stationId),
    campaign: campaignView(await getCampaign(member.stationId, id)),
    touchpoints: (await listTouchpoints(member.stationId, id)).map(touchpointView),
    counted: can(member.role, 'contact.report') ? await touchpointsCountedBy(member, id) : [],
  }
})
