/**
 * The revision of each screen's state: raised by triggers in the transaction of each change (migration 0006), so that a
 * stale screen is detected even if no notification was sent.
 */
import { inArray, lt, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screenRevisions } from '#server/database/schema/index.ts'

/** Screen → its revision; a screen that was never changed is missing. */
export async function readRevisions(screenIds: readonly string[]): Promise<Map<string, number>> {
  if (screenIds.length === 0) return new Map()
  const rows = await useDatabase()
    .select()
    .from(screenRevisions)
    .where(inArray(screenRevisions.screenId, [...screenIds]))
  return new Map(rows.map(({ screenId, revision }) => [screenId, revision]))
}

/**
 * Raises the revisions of all screens: a restarted server may bring new content, and after a backup was restored the
 * revisions are older than those the screens have.
 */
export async function raiseRevisions(): Promise<void> {
  await useDatabase().execute(
    sql`select raise_screen_revisions(array(select id from screens where revoked_at is null))`,
  )
}

/**
 * A screen holds a later revision than the database: an earlier backup was restored, or the clock was ahead when
 * something changed. It would ignore every state until then, so its revision is raised above what it holds.
 */
export async function raiseAbove(screenId: string, reported: number): Promise<void> {
  await useDatabase()
    .insert(screenRevisions)
    .values({ screenId, revision: reported + 1 })
    .onConflictDoUpdate({
      target: screenRevisions.screenId,
      set: { revision: reported + 1 },
      setWhere: lt(screenRevisions.revision, reported),
    })
}
