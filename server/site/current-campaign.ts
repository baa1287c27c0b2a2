/** The campaign that is linked on the home page. */
import { and, asc, desc, eq, gte, inArray, isNull, lte } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { campaigns, shortCodes, touchpoints } from '#server/database/schema/index.ts'
import { siteStation } from '#server/member/station.ts'
import type { TouchpointKind } from '#shared/campaign/touchpoint.ts'
import type { HomeCampaign } from '#shared/site/home.ts'

/**
 * Visitors of the site came neither by a leaflet nor by a poster. Only the code of a touchpoint of an online kind may
 * count them; with any other, the figures of a leaflet would include people who never held it.
 */
const ONLINE_KINDS: TouchpointKind[] = ['wechat', 'other']

/** The newest campaign, of this site's station, that is open and runs on `today`. */
export async function currentCampaign(today: string): Promise<HomeCampaign | null> {
  const db = useDatabase()
  const station = await siteStation()
  if (!station) return null
  const [campaign] = await db
    .select({ id: campaigns.id, title: campaigns.title, slogan: campaigns.slogan, endsOn: campaigns.endsOn })
    .from(campaigns)
    .where(
      and(
        eq(campaigns.stationId, station.id),
        eq(campaigns.status, 'open'),
        lte(campaigns.startsOn, today),
        gte(campaigns.endsOn, today),
      ),
    )
    .orderBy(desc(campaigns.createdAt), desc(campaigns.id))
    .limit(1)
  if (!campaign) return null
  const [online] = await db
    .select({ code: shortCodes.code })
    .from(touchpoints)
    .innerJoin(shortCodes, and(eq(shortCodes.touchpointId, touchpoints.id), isNull(shortCodes.shareId)))
    .where(
      and(
        eq(touchpoints.campaignId, campaign.id),
        inArray(touchpoints.kind, ONLINE_KINDS),
        isNull(touchpoints.archivedAt),
      ),
    )
    .orderBy(asc(touchpoints.createdAt), asc(touchpoints.id))
    .limit(1)
  return { title: campaign.title, slogan: campaign.slogan, endsOn: campaign.endsOn, code: online?.code ?? null }
}
