/** How the season writes its rows, and its notes for the audit log. */
import { sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import type { Transaction } from '#server/database/client.ts'
import { answers, auditLog } from '#server/database/schema/index.ts'
import type { Visits } from './visits.ts'

/** Rows of one statement: far below the 65,535 parameters that one may have. */
const BATCH = 1000
export type Actor = { id: string; stationId: string }
/** What the audit log shall say, written at the end in the order in which it happened. */
export type Audit = (typeof auditLog.$inferInsert)[]

export async function inBatches<T>(rows: readonly T[], write: (batch: T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH) await write(rows.slice(from, from + BATCH))
}

/** By far the most rows: one parameter for all of a batch is several times as fast as one for each value. */
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
