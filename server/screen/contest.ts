/** A second machine that uses a screen's token, e.g. a copied disk: it is refused, and the office is told. */
import { and, eq, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screens } from '#server/database/schema/index.ts'

/** Shortest time between two notes about one screen, ms; the second machine may knock more often. */
const NOTE_MS = 60_000
/** How long the office shows it, ms: longer than the longest pause of a machine that keeps trying. */
const SHOWN_MS = 10 * 60_000

const ago = (ms: number, now?: Date): SQL =>
  sql`${now ? sql`${now.toISOString()}::timestamptz` : sql`now()`} - ${ms} * interval '1 millisecond'`

/** When this node last wrote a note, by screen, so that knocking costs no query. */
const noted = new Map<string, number>()

/** @returns whether a new note was written, for the office to be told. */
export async function noteContest(screenId: string): Promise<boolean> {
  if (performance.now() - (noted.get(screenId) ?? -NOTE_MS) < NOTE_MS) return false
  noted.set(screenId, performance.now())
  const rows = await useDatabase()
    .update(screens)
    .set({ contestedAt: sql`now()` })
    .where(
      and(
        eq(screens.id, screenId),
        isNull(screens.revokedAt),
        or(isNull(screens.contestedAt), lt(screens.contestedAt, ago(NOTE_MS))),
      ),
    )
    .returning({ id: screens.id })
  return rows.length > 0
}

/** True for a row whose token was used by a second machine in the last minutes. */
export const isContested = (now?: Date): SQL<boolean> =>
  sql<boolean>`(${screens.contestedAt} is not null and ${screens.contestedAt} >= ${ago(SHOWN_MS, now)})`
