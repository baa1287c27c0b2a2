/**
 * Entries of the audit log about what others can cause as often as they like: failed log-ins, refusals, locks. The
 * first is written at once; those of the next minutes are counted, and become one entry.
 */
import { createHash } from 'node:crypto'
import { eq, lte, sql } from 'drizzle-orm'
import { type Executor, useDatabase } from '#server/database/client.ts'
import { auditRepeats } from '#server/database/schema/index.ts'
import { type Right, RIGHT_LABELS } from '#shared/member/role.ts'
import { type AuditEntry, writeAudit } from './audit.ts'
import { report } from '#server/log/report.ts'

/** Repeats within this time are one entry, in ms. */
export const REPEATS_MS = 10 * 60_000

type Actor = { id: string | null; stationId: string }
type Row = typeof auditRepeats.$inferSelect

async function writeRepeats(tx: Executor, { stationId, memberId, times, ...row }: Row): Promise<void> {
  if (times === 0) return
  // As it was checked when the first of them was noted.
  const { action, subjectType, detail } = row
  const entry = { action, subjectType, subjectId: row.subjectId ?? undefined, detail: { ...detail, times } }
  await writeAudit(tx, { id: memberId, stationId }, entry as AuditEntry)
}

/**
 * Notes something that may happen again and again. Never fails what it is noted about: an error is logged.
 * @param by `id` is null where nobody is logged in.
 */
export async function noteRepeated(by: Actor, entry: AuditEntry, now = new Date()): Promise<void> {
  const { action, subjectType, subjectId = null, detail = {} } = entry
  const text = JSON.stringify([by.stationId, by.id, action, subjectType, subjectId])
  const key = createHash('sha256').update(text).digest('base64url')
  try {
    await useDatabase().transaction(async (tx) => {
      const row = { key, stationId: by.stationId, memberId: by.id, action, subjectType, subjectId, detail, since: now }
      const [made] = await tx.insert(auditRepeats).values(row).onConflictDoNothing().returning()
      if (made) return writeAudit(tx, by, entry)
      const [before] = await tx.select().from(auditRepeats).where(eq(auditRepeats.key, key)).for('update')
      // Removed by the job meanwhile.
      if (!before) return writeAudit(tx, by, entry)
      if (now.getTime() - before.since.getTime() < REPEATS_MS) {
        await tx
          .update(auditRepeats)
          .set({ times: sql`${auditRepeats.times} + 1` })
          .where(eq(auditRepeats.key, key))
        return undefined
      }
      await writeRepeats(tx, before)
      await tx
        .update(auditRepeats)
        .set({ ...row, times: 0 })
        .where(eq(auditRepeats.key, key))
      return writeAudit(tx, by, entry)
    })
  } catch (error) {
    report('error', 'audit', error, { action })
  }
}

/** Writes what was counted and is over. */
export async function flushRepeats(now = new Date()): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const over = await tx
      .delete(auditRepeats)
      .where(lte(auditRepeats.since, new Date(now.getTime() - REPEATS_MS)))
      .returning()
    for (const row of over) await writeRepeats(tx, row)
  })
}

/** A member tried what the role does not allow. */
export const noteRefusal = (by: { id: string; stationId: string }, right: Right): Promise<void> =>
  noteRepeated(by, {
    action: 'member.refused',
    subjectType: 'right',
    subjectId: right,
    detail: { name: RIGHT_LABELS[right] },
  })
