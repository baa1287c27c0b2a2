/** The campaign that residents are led to: on the home page, and by a code whose own campaign is over. */
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

/**
 * The campaign, of this site's station, that is open and runs on `today`. One that residents can take part in online
 * comes first, then the newest: a new one that has only leaflets so far does not hide the quiz of another.
 */
export async function currentCampaign(today: string): Promise<HomeCampaign | null> {
  const station = await siteStation()
  if (!station) return null
  const [campaign] = await useDatabase()
    .select({ title: campaigns.title, slogan: campaigns.slogan, endsOn: campaigns.endsOn, code: shortCodes.code })
    .from(campaigns)
    .leftJoin(
      touchpoints,
      and(
        eq(touchpoints.campaignId, campaigns.id),
        inArray(touchpoints.kind, ONLINE_KINDS),
        isNull(touchpoints.archivedAt),
      ),
    )
    .leftJoin(shortCodes, and(eq(shortCodes.touchpointId, touchpoints.id), isNull(shortCodes.shareId)))
    .where(
      and(
        eq(campaigns.stationId, station.id),
        eq(campaigns.status, 'open'),
        lte(campaigns.startsOn, today),
        gte(campaigns.endsOn, today),
      ),
    )
    .orderBy(
      asc(isNull(shortCodes.code)),
      desc(campaigns.createdAt),
      desc(campaigns.id),
      asc(touchpoints.createdAt),
      asc(touchpoints.id),
    )
    .limit(1)
  return campaign ?? null
}
