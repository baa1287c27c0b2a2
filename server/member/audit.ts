/** The audit log: every write in the office, in the transaction of the write. */
import type { Executor } from '#server/database/client.ts'
import { auditLog } from '#server/database/schema/index.ts'

export interface AuditEntry {
  /** `noun.verb`, e.g. `campaign.close`. */
  action: string
  subjectType: string
  subjectId?: string
  /** What changed, without secrets or passwords. */
  detail?: Record<string, unknown>
}

/** @param by null when the system itself acted. */
export async function writeAudit(tx: Executor, by: { id: string | null; stationId: string }, entry: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values({ stationId: by.stationId, memberId: by.id, ...entry })
}
