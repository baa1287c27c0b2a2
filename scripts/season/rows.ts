/** Inserts rows of the season, and its entries of the audit log. */
import { sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import type { Transaction } from '#server/database/client.ts'
import { answers, auditLog } from '#server/database/schema/index.ts'
import type { Visits } from './visits.ts'

/** Rows per statement: far below Postgres's limit of 65,535 parameters. */
const BATCH = 1000
export type Actor = { id: string; stationId: string }
/** Entries of the audit log, collected and written at the end in chronological order. */
export type Audit = (typeof auditLog.$inferInsert)[]

export async function inBatches<T>(rows: readonly T[], write: (batch: T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH) await write(rows.slice(from, from + BATCH))
}

/** The vast majority of rows: one JSON parameter per batch is several times faster than one parameter per value. */
export function insertAnswers(tx: Transaction, rows: Visits['answers']): Promise<unknown> {
  const input = JSON.stringify(
    rows.map((row) => ({
      attempt_id: row.attemptId,
      position: row.position,
      item_id: row.itemId,
      item_version: row.itemVersion,
      truth: row.truth,
      choice: row.choice,
      correct: row.correct,
      answered_at: row.answeredAt,
    })),
  )
  return tx.execute(
    sql`insert into ${answers} select * from jsonb_populate_recordset(null::${answers}, ${input}::text::jsonb)`,
  )
}

export const noteTo =
  (audit: Audit, by: Actor) => (at: Date, action: string, subjectId: string, detail: Record<string, unknown>) =>
    audit.push({
      id: v7({ msecs: at.getTime() }),
      stationId: by.stationId,
      memberId: by.id,
      action,
      subjectType: action.replace(/\..*$/, '').replace('contact', 'touchpoint'),
      subjectId,
      detail,
      at,
    })
