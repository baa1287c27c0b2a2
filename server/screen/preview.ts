/** What a screen of the station would have, for the office's preview of scenes. */
import { and, desc, eq } from 'drizzle-orm'
import { allScenarios } from '#server/content/scenarios.ts'
import { useDatabase } from '#server/database/client.ts'
import { campaigns } from '#server/database/schema/index.ts'
import { screenOrigin } from '#server/http/origin.ts'
import { getStation } from '#server/member/station.ts'
import { storedMedia } from '#server/programme/media.ts'
import type { PreviewSupplies } from '#shared/programme/preview.ts'
import { SAMPLE_MS } from '#shared/screen/sample.ts'
import { readScreenContent } from './content.ts'
import { readScreenCounters } from './counters.ts'

const NO_COUNTERS = { completions: 0, completionsToday: 0, starts: 0 }
/** Of the shape of a short code, which belongs to a screen's touchpoint. */
const EXAMPLE_CODE = 'ABCDEFG'

/** @param host requested by the member's browser */
export async function readPreview(
  stationId: string,
  host: string | undefined,
  now = new Date(),
): Promise<PreviewSupplies> {
  const [campaign] = await useDatabase()
    .select({ id: campaigns.id, title: campaigns.title, slogan: campaigns.slogan })
    .from(campaigns)
    .where(and(eq(campaigns.stationId, stationId), eq(campaigns.status, 'open')))
    .orderBy(desc(campaigns.startsOn), desc(campaigns.id))
    .limit(1)
  const content = await readScreenContent(now)
  return {
    content,
    scenarios: await allScenarios(now),
    media: await storedMedia(stationId),
    state: {
      revision: 0,
      at: now.getTime(),
      screen: { id: '', name: '预览', zone: '' },
      station: await getStation(stationId),
      campaign: campaign ? { ...campaign, code: EXAMPLE_CODE, path: `/s/${EXAMPLE_CODE}` } : null,
      publicOrigin: screenOrigin(host),
      counters: campaign ? await readScreenCounters(campaign.id, now) : NO_COUNTERS,
      content: content.version,
      show: { kind: 'attract', sampleMs: SAMPLE_MS },
    },
  }
}
