/**
 * Tells offices and screens, after the commit, that a campaign's figures moved (at most 4 times a second per
 * campaign), and offices that members changed it.
 */
import { useRealtime } from '#server/realtime/io.ts'
import { stationRoom } from '#server/realtime/rooms.ts'
import { readScreenCounters } from '#server/screen/counters.ts'
import { NAMESPACES } from '#shared/realtime/protocol.ts'

/** Shortest time between two announcements of one campaign, in ms. */
const INTERVAL_MS = 250

const waiting = new Map<string, NodeJS.Timeout>()

/** Room of everyone who watches a campaign, in both namespaces. */
export const campaignRoom = (campaignId: string) => `campaign:${campaignId}`

async function tell(campaignId: string): Promise<void> {
  const io = useRealtime()?.io
  if (!io) return
  io.of(NAMESPACES.office).to(campaignRoom(campaignId)).emit('reach:changed', { campaignId })
  io.of(NAMESPACES.screens)
    .to(campaignRoom(campaignId))
    .emit('screen:counters', await readScreenCounters(campaignId))
}

/**
 * Call after the transaction that moved the figures. Never throws: an announcement that is lost costs nothing but
 * freshness.
 */
export function announceReach(campaignId: string): void {
  if (waiting.has(campaignId)) return
  waiting.set(
    campaignId,
    setTimeout(() => {
      waiting.delete(campaignId)
      tell(campaignId).catch((error: unknown) => console.error('[reach] announcement failed', error))
    }, INTERVAL_MS).unref(),
  )
}

/**
 * To every office of the station: a member made, edited or closed the campaign, or what belongs to it. Never throws.
 */
export function announceCampaign(stationId: string, campaignId: string): void {
  useRealtime()?.io.of(NAMESPACES.office).to(stationRoom(stationId)).emit('campaign:changed', { campaignId })
}
