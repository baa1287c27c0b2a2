/**
 * Tells the station's screens, after the commit, that what takes them over may have changed. Never throws: a screen
 * asks again within a minute.
 */
import { and, eq, isNull } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screens } from '#server/database/schema/index.ts'
import { useRealtime } from '#server/realtime/io.ts'
import { refreshScreen } from '#server/screen/announce.ts'
import { readUrgent } from './urgent.ts'

/**
 * When the present one of a station ends. Of this node only: screens also end it by themselves, this brings up the
 * one beneath.
 */
const endings = new Map<string, NodeJS.Timeout>()

async function refreshScreens(stationId: string): Promise<void> {
  if (!useRealtime()) return
  const shown = await useDatabase()
    .select({ id: screens.id })
    .from(screens)
    .where(and(eq(screens.stationId, stationId), isNull(screens.revokedAt)))
  for (const { id } of shown) refreshScreen(id)
}

async function tell(stationId: string, now: Date): Promise<void> {
  if (!useRealtime()) return
  await refreshScreens(stationId)
  clearTimeout(endings.get(stationId))
  endings.delete(stationId)
  const urgent = await readUrgent(stationId, now)
  if (!urgent) return
  endings.set(
    stationId,
    setTimeout(() => void announceCards(stationId), Math.max(0, urgent.until - Date.now()) + 50).unref(),
  )
}

/** Call after a card was published or withdrawn. @param now for tests */
export function announceCards(stationId: string, now = new Date()): Promise<void> {
  return tell(stationId, now).catch((error: unknown) => console.error('[card] announcement failed', error))
}
