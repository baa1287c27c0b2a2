/**
 * Sessions that were logged out. The session is a sealed cookie, which would stay valid in every copy until it expires:
 * so its id is kept here until then, and asked for with each request, on every node.
 */
import { inArray, lt, notExists, type SQL } from 'drizzle-orm'
import { type Executor, useDatabase } from '#server/database/client.ts'
import { endedSessions } from '#server/database/schema/index.ts'

/** @param until when the cookies expire by themselves. Ending twice is not an error. */
export async function endSessionIds(tx: Executor, ids: readonly string[], until: Date): Promise<void> {
  if (ids.length === 0) return
  await tx
    .insert(endedSessions)
    .values(ids.map((sessionId) => ({ sessionId, expiresAt: until })))
    .onConflictDoNothing()
}

/** A condition: none of these sessions was logged out. */
export function noneEnded(ids: readonly string[]): SQL | undefined {
  if (ids.length === 0) return undefined
  const ended = useDatabase()
    .select({ id: endedSessions.sessionId })
    .from(endedSessions)
    .where(inArray(endedSessions.sessionId, [...ids]))
  return notExists(ended)
}

export async function removeEndedSessions(db: Executor, now: Date): Promise<void> {
  await db.delete(endedSessions).where(lt(endedSessions.expiresAt, now))
}
