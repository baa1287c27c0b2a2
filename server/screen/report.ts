/** Stores what screens report that they really show, for the office, which may be connected to another node. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screens } from '#server/database/schema/index.ts'
import type { ScreenReport } from '#shared/screen/report.ts'

/** @returns whether the report differs from the previous one. */
export async function storeReport(screenId: string, { kind, revision, shownAt }: ScreenReport): Promise<boolean> {
  const shown = { shownKind: kind, shownRevision: revision, shownAt: new Date(shownAt) }
  const changed = sql`(${screens.shownKind}, ${screens.shownRevision}) is distinct from (${kind}, ${revision}::bigint)`
  const rows = await useDatabase()
    .update(screens)
    .set(shown)
    .where(and(eq(screens.id, screenId), isNull(screens.revokedAt), changed))
    .returning({ id: screens.id })
  return rows.length > 0
}
