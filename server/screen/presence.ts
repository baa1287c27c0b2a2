/**
 * Which screens are online, as facts in the database, so that every node and a restarted server see the same. The clock
 * is the database's: nodes whose clocks differ must not call each other's screens dead.
 */
import { and, eq, inArray, isNotNull, lt, or, isNull, type SQL, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screens } from '#server/database/schema/index.ts'

/** How often a node says that its screens are still there, in ms. */
export const HEARTBEAT_MS = 8_000
/** Without a heartbeat for this long a screen counts as offline, in ms: the cable was pulled from its server. */
export const STALE_MS = 20_000
/** How often a node looks for such screens, in ms. */
export const SWEEP_MS = 5_000

export interface SeenScreen {
  id: string
  stationId: string
}
const seen = { id: screens.id, stationId: screens.stationId }

/** Milliseconds only, so that the value survives a journey through a JavaScript date. */
const clock = (now?: Date): SQL =>
  now ? sql`${now.toISOString()}::timestamptz` : sql`date_trunc('milliseconds', now())`
const staleBefore = (now?: Date): SQL => sql`${clock(now)} - ${STALE_MS} * interval '1 millisecond'`

/** True for a row whose screen is connected at this moment. */
export const isOnline = (now?: Date): SQL<boolean> =>
  sql<boolean>`(${screens.onlineSince} is not null and ${screens.lastSeenAt} >= ${staleBefore(now)})`

/** A connection begins. @returns its start, which names it until it ends; undefined for a revoked screen. */
export async function markOnline(screenId: string, now?: Date): Promise<Date | undefined> {
  const [row] = await useDatabase()
    .update(screens)
    .set({ onlineSince: clock(now), lastSeenAt: clock(now) })
    .where(and(eq(screens.id, screenId), isNull(screens.revokedAt)))
    .returning({ since: screens.onlineSince })
  return row?.since ?? undefined
}

/**
 * A connection ends. Only the connection that began last may say that the screen is gone: after a reload the new one
 * is often there before the old one is missed.
 */
export async function markOffline(screenId: string, since: Date, now?: Date): Promise<boolean> {
  const rows = await useDatabase()
    .update(screens)
    .set({ onlineSince: null, lastSeenAt: clock(now) })
    .where(and(eq(screens.id, screenId), eq(screens.onlineSince, since)))
    .returning(seen)
  return rows.length > 0
}

/** Says that these screens are connected here. @returns those that had been taken for offline. */
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

/**
 * Takes screens without a heartbeat for offline, whichever server they were on. @returns each of them once, over all
 * nodes.
 */
export async function sweepStale(now?: Date): Promise<SeenScreen[]> {
  return useDatabase()
    .update(screens)
    .set({ onlineSince: null })
    .where(
      and(isNotNull(screens.onlineSince), or(isNull(screens.lastSeenAt), lt(screens.lastSeenAt, staleBefore(now)))),
    )
    .returning(seen)
}
