/** What a hall screen is told: one snapshot of facts, the same for every connection of the screen. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { readUrgent } from '#server/card/urgent.ts'
import { useDatabase } from '#server/database/client.ts'
import { campaigns, screens, shortCodes, stations } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { screenOrigin } from '#server/http/origin.ts'
import type { ScreenState } from '#shared/realtime/screens.ts'
import { readScreenCounters } from './counters.ts'

const NO_COUNTERS = { completions: 0, completionsToday: 0, starts: 0 }

/**
 * @param host what the screen's browser asked for. @throws AppError `not_found` for a screen that is unknown or
 * revoked.
 */
export async function readScreenState(
  screenId: string,
  host: string | undefined,
  now = new Date(),
): Promise<ScreenState> {
  const [row] = await useDatabase()
    .select({
      screen: { id: screens.id, name: screens.name, zone: screens.zone },
      stationId: screens.stationId,
      station: { name: stations.name, hallName: stations.hallName },
      campaign: {
        id: campaigns.id,
        title: campaigns.title,
        slogan: campaigns.slogan,
        code: sql<string>`${shortCodes.code}`,
      },
    })
    .from(screens)
    .innerJoin(stations, eq(stations.id, screens.stationId))
    .leftJoin(campaigns, and(eq(campaigns.id, screens.campaignId), eq(campaigns.status, 'open')))
    .leftJoin(shortCodes, and(eq(shortCodes.touchpointId, screens.touchpointId), isNull(shortCodes.shareId)))
    .where(and(eq(screens.id, screenId), isNull(screens.revokedAt)))
  if (!row) throw new AppError('not_found')
  const { screen, station } = row
  const campaign = row.campaign?.code ? { ...row.campaign, path: `/s/${row.campaign.code}` } : null
  return {
    screen,
    station,
    campaign,
    publicOrigin: screenOrigin(host),
    takeover: await readUrgent(row.stationId, now),
    counters: campaign ? await readScreenCounters(campaign.id, now) : NO_COUNTERS,
    at: now.getTime(),
  }
}
