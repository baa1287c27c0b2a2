/**
 * Which screens are online, stored in the database, so that every node and a restarted server see the same. Uses the
 * database's clock: nodes whose clocks differ must not mark each other's screens as offline.
 */
import { and, eq, inArray, isNotNull, lt, or, isNull, type SQL, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screens } from '#server/database/schema/index.ts'

/** Heartbeat interval of a node for its screens, in ms. */
export const HEARTBEAT_MS = 8_000
/** Without a heartbeat for this long a screen counts as offline, in ms: e.g. its server lost its network. */
export const STALE_MS = 20_000
/** How often a node checks for such screens, in ms. */
export const SWEEP_MS = 5_000

export interface SeenScreen {
  id: string
  stationId: string
}
const seen = { id: screens.id, stationId: screens.stationId }

/** Milliseconds only, so that the value survives the conversion to a JavaScript date. */
const clock = (now?: Date): SQL =>
  now ? sql`${now.toISOString()}::timestamptz` : sql`date_trunc('milliseconds', now())`
const staleBefore = (now?: Date): SQL => sql`${clock(now)} - ${STALE_MS} * interval '1 millisecond'`

/** True for a row whose screen is connected at this moment. */
export const isOnline = (now?: Date): SQL<boolean> =>
  sql<boolean>`(${screens.onlineSince} is not null and ${screens.lastSeenAt} >= ${staleBefore(now)})`

/** A connection begins. @returns its start, which identifies it until it ends; undefined for a revoked screen. */
export async function markOnline(screenId: string, now?: Date): Promise<Date | undefined> {
  const [row] = await useDatabase()
    .update(screens)
    .set({ onlineSince: clock(now), lastSeenAt: clock(now) })
    .where(and(eq(screens.id, screenId), isNull(screens.revokedAt)))
    .returning({ since: screens.onlineSince })
  return row?.since ?? undefined
}

/**
 * A connection ends. Only the latest connection may mark the screen as offline: after a reload the new one is often
 * there before the end of the old one is noticed (race).
 */
export async function markOffline(screenId: string, since: Date, now?: Date): Promise<boolean> {
  const rows = await useDatabase()
    .update(screens)
    .set({ onlineSince: null, lastSeenAt: clock(now) })
    .where(and(eq(screens.id, screenId), eq(screens.onlineSince, since)))
    .returning(seen)
  return rows.length > 0
}

/** Writes a heartbeat for these screens. @returns those that had been marked as offline. */
export async function heartbeat(screenIds: readonly string[], now?: Date): Promise<SeenScreen[]> {
  if (screenIds.length === 0) return []
  const mine = and(inArray(screens.id, [...screenIds]), isNull(screens.revokedAt))
  const back = await useDatabase()
    .update(screens)
    .set({ onlineSince: clock(now), lastSeenAt: clock(now) })
    .where(and(mine, isNull(screens.onlineSince)))
    .returning(seen)
  await useDatabase()
    .update(screens)
    .set({ lastSeenAt: clock(now) })
    .where(and(mine, isNotNull(screens.onlineSince)))
  return back
}

/** Marks screens without a heartbeat as offline, on any server. @returns each of them once, over all nodes. */
export async function sweepStale(now?: Date): Promise<SeenScreen[]> {
  return useDatabase()
    .update(screens)
    .set({ onlineSince: null })
    .where(
      and(isNotNull(screens.onlineSince), or(isNull(screens.lastSeenAt), lt(screens.lastSeenAt, staleBefore(now)))),
    )
    .returning(seen)
}
