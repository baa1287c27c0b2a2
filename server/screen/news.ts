/** Forwards bus events to hall screens. If a notification is lost, the screen asks by itself within a minute. */
import { listen } from '#server/bus.ts'
import { readScreenUrgent } from '#server/card/urgent.ts'
import { report } from '#server/log/report.ts'
import type { OpenNamespace } from '#server/realtime/namespace-types.ts'
import { atEachPublication, pace } from '#server/realtime/pace.ts'
import { campaignOf, campaignRoom, isCampaignRoom, screenRoom, stationRoom } from '#server/realtime/rooms.ts'
import { readScreenCounters } from './counters.ts'
import type { Screens } from './socket.ts'

/** Delay after the end of an urgent card, in ms, so that it has surely ended when the screens ask. */
const AFTER_END_MS = 50

/** A card that ends later is looked at again after this time, in ms. */
const LONGEST_MS = 24 * 3600_000

/**
 * Notifies screens when an urgent card ends. Each node sets timers for cards published on it. Screens also remove an
 * ended card by themselves; this notification lets them load the next older urgent card, if there is one.
 */
function endingsOfCards(ended: (stationId: string) => void) {
  const endings = new Map<string, NodeJS.Timeout>()
  let stopped = false
  return {
    async watch(stationId: string): Promise<void> {
      clearTimeout(endings.get(stationId))
      endings.delete(stationId)
      const urgent = await readScreenUrgent(stationId)
      if (!urgent || stopped) return
      // Of two concurrent calls only one timer may remain.
      clearTimeout(endings.get(stationId))
      // A clock that was set back makes it years, and a timer of more than 24 days would end at once.
      const inMs = Math.min(LONGEST_MS, Math.max(0, urgent.until - Date.now())) + AFTER_END_MS
      endings.set(stationId, setTimeout(() => ended(stationId), inMs).unref())
    },
    stop(): void {
      stopped = true
      for (const timer of endings.values()) clearTimeout(timer)
    },
  }
}

/**
 * @param published how long it takes until what visitors do is published, in ms
 * @returns stops forwarding.
 */
export function tellScreens(screens: OpenNamespace<Screens>, published: () => number): () => void {
  const counters = pace(
    () => 0,
    async (campaignId) =>
      screens.send(campaignRoom(campaignId), 'screen:counters', await readScreenCounters(campaignId)),
  )
  // Each server its own screens.
  const publication = atEachPublication(published, async () => {
    const rooms = new Set(screens.connections().flatMap(({ rooms }) => [...rooms].filter(isCampaignRoom)))
    for (const room of rooms) {
      const news = await readScreenCounters(campaignOf(room))
      for (const connection of screens.connections())
        if (connection.rooms.has(room)) connection.send('screen:counters', news)
    }
  })
  const cardsChanged = (stationId: string): Promise<void> => {
    screens.send(stationRoom(stationId), 'screen:stale')
    return endings.watch(stationId)
  }
  const failed = (error: unknown) => report('error', 'screen', error, { doing: 'urgent-card' })
  const endings = endingsOfCards((stationId) => void cardsChanged(stationId).catch(failed))
  const stops = [
    listen(['reach:moved'], ({ campaignId }) => counters.ask(campaignId)),
    listen(['campaign:changed'], ({ campaignId }) => screens.send(campaignRoom(campaignId), 'screen:stale')),
    listen(['card:published', 'card:withdrawn', 'card:on-screens'], ({ stationId }) => cardsChanged(stationId)),
    listen(['content:decided'], ({ stationId }) => screens.send(stationRoom(stationId), 'screen:stale')),
    listen(['screen:edited'], ({ screenId }) => screens.send(screenRoom(screenId), 'screen:stale')),
    listen(['screen:revoked'], ({ screenId }) => {
      screens.send(screenRoom(screenId), 'screen:revoked')
      screens.expel(screenRoom(screenId))
    }),
    counters.stop,
    publication,
    endings.stop,
  ]
  return () => stops.forEach((stop) => stop())
}
