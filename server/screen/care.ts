/** Brightness, volume and opening hours of a screen. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Executor, useDatabase } from '#server/database/client.ts'
import { screenCare, screens } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { differing } from '#shared/edits.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import { type CareRow, DEFAULT_CARE } from '#shared/screen/care.ts'
import type { EditCare } from '#shared/screen/care-input.ts'

export const DEFAULT_ROW: CareRow = { ...DEFAULT_CARE, revision: 1 }

export async function readCare(screenId: string, db: Executor = useDatabase()): Promise<CareRow> {
  const [row] = await db.select().from(screenCare).where(eq(screenCare.screenId, screenId))
  return row ? careRow(row) : DEFAULT_ROW
}

/** The database keeps the fields of an object in an order of its own, and forms compare texts. */
export const careRow = ({ brightness, volume, volumeTimes, openingHours, revision }: CareRow): CareRow => ({
  brightness,
  volume,
  volumeTimes: volumeTimes.map((span) => ({ from: span.from, to: span.to, volume: span.volume })),
  openingHours: openingHours.map(({ days, from, to }) => ({ days, from, to })),
  revision,
})

/**
 * @returns what is stored now.
 * @throws AppError `not_found`; `conflict` when somebody else has saved since the form was opened
 */
export async function editCare(member: CurrentMember, id: string, { revision, ...care }: EditCare): Promise<CareRow> {
  const stored = await useDatabase().transaction(async (tx) => {
    // The screen's own row is the lock: there may be none about its care yet.
    const [screen] = await tx
      .select({ name: screens.name })
      .from(screens)
      .where(and(eq(screens.id, id), eq(screens.stationId, member.stationId), isNull(screens.revokedAt)))
      .for('update')
    if (!screen) throw new AppError('not_found', '没有这块屏，可能已经断开。')
    const before = await readCare(id, tx)
    const changed = differing(care, before)
    if (changed.length === 0) return before
    if (before.revision !== revision) throw staleRow(before)
    const next = { ...care, revision: before.revision + 1 }
    await tx
      .insert(screenCare)
      .values({ screenId: id, ...next })
      .onConflictDoUpdate({ target: screenCare.screenId, set: { ...care, revision: sql`${screenCare.revision} + 1` } })
    await writeAudit(tx, member, {
      action: 'screen.care',
      subjectType: 'screen',
      subjectId: id,
      detail: { name: screen.name, changed },
    })
    return next
  })
  tell('screen:edited', { stationId: member.stationId, screenId: id })
  return stored
}
