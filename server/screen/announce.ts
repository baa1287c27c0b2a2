/**
 * Tells screens and offices, after the commit, that something about a screen changed. Never throws: what is lost is
 * asked for again.
 */
import { and, eq, isNull } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screens } from '#server/database/schema/index.ts'
import { useRealtime } from '#server/realtime/io.ts'
import { screenRoom, stationRoom } from '#server/realtime/rooms.ts'
import { NAMESPACES } from '#shared/realtime/protocol.ts'

/** To the office: a screen went online or offline, or was changed. */
export function announceScreen(stationId: string, screenId: string): void {
  useRealtime()?.io.of(NAMESPACES.office).to(stationRoom(stationId)).emit('screen:changed', { screenId })
}

/** To the screen: fetch your state again. */
export function refreshScreen(screenId: string): void {
  useRealtime()?.io.of(NAMESPACES.screens).to(screenRoom(screenId)).emit('screen:stale')
}

/** To every screen that shows a campaign: it was edited or closed. */
export async function refreshScreensOf(campaignId: string): Promise<void> {
  if (!useRealtime()) return
  // What is lost here is caught up with by the screen's own rhythm, within a minute.
  const shown = await useDatabase()
    .select({ id: screens.id })
    .from(screens)
    .where(and(eq(screens.campaignId, campaignId), isNull(screens.revokedAt)))
    .catch(() => [])
  for (const { id } of shown) refreshScreen(id)
}

/** To the screen: the pairing is over. Its connections are cut on every node. */
export function expelScreen(screenId: string): void {
  const connections = useRealtime()?.io.of(NAMESPACES.screens).in(screenRoom(screenId))
  connections?.emit('screen:revoked')
  connections?.disconnectSockets(true)
}
