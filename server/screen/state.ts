/** The state sent to a hall screen: a snapshot, the same for every connection of the screen. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { readScreenUrgent } from '#server/card/urgent.ts'
import { useDatabase } from '#server/database/client.ts'
import { campaigns, screenRevisions, screens, shortCodes } from '#server/database/schema/index.ts'
import { getStation } from '#server/member/station.ts'
import { AppError } from '#shared/errors.ts'
import { screenOrigin } from '#server/http/origin.ts'
import { SAMPLE_MS } from '#shared/screen/sample.ts'
import type { RestingShow, Turns } from '#shared/screen/show.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import { contentVersion } from './content.ts'
import { readScreenCounters } from './counters.ts'

const NO_COUNTERS = { completions: 0, completionsToday: 0, starts: 0 }
const ATTRACT: RestingShow = { kind: 'attract', sampleMs: SAMPLE_MS }
/** A warning takes turns with what is beneath it: most of the time is the warning's. */
const TURNS: Turns = { cardMs: 40_000, restMs: 20_000 }
const PANELS: RestingShow = { kind: 'panels', sampleMs: SAMPLE_MS, generalMs: 30_000, panelMs: 20_000 }

/**
 * Reads the revision first: a change during the remaining reads may already be included, and raises the next revision.
 * @param host requested by the screen's browser. @throws AppError `not_found` for a screen that is unknown or revoked.
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
      revision: sql<number>`coalesce(${screenRevisions.revision}, 0)`.mapWith(Number),
      campaign: {
        id: campaigns.id,
        title: campaigns.title,
        slogan: campaigns.slogan,
        code: sql<string>`${shortCodes.code}`,
      },
    })
    .from(screens)
    .leftJoin(screenRevisions, eq(screenRevisions.screenId, screens.id))
    .leftJoin(campaigns, and(eq(campaigns.id, screens.campaignId), eq(campaigns.status, 'open')))
    .leftJoin(shortCodes, and(eq(shortCodes.touchpointId, screens.touchpointId), isNull(shortCodes.shareId)))
    .where(and(eq(screens.id, screenId), isNull(screens.revokedAt)))
  if (!row) throw new AppError('not_found')
  const { revision, screen } = row
  const campaign = row.campaign?.code ? { ...row.campaign, path: `/s/${row.campaign.code}` } : null
  const resting = campaign ? ATTRACT : PANELS
  const card = await readScreenUrgent(row.stationId, now)
  return {
    revision,
    at: now.getTime(),
    screen,
    station: await getStation(row.stationId),
    campaign,
    publicOrigin: screenOrigin(host),
    counters: campaign ? await readScreenCounters(campaign.id, now) : NO_COUNTERS,
    content: await contentVersion(now),
    show: card ? { kind: 'takeover', card, turns: TURNS, beneath: resting } : resting,
  }
}
