/** The audit log: records every write in the office, in the same transaction as the write. */
import { and, desc, eq } from 'drizzle-orm'
import type { Executor } from '#server/database/client.ts'
import { auditLog, members } from '#server/database/schema/index.ts'
import type { AuditAction, OwnAction } from '#shared/member/audit.ts'
import type { Role } from '#shared/member/role.ts'
import { shownName } from './names.ts'

interface Subject {
  subjectType: string
  subjectId?: string
}
/** The changes, without secrets or passwords. */
type Detail = Record<string, unknown>
/**
 * `noun.verb`, e.g. `campaign.close`. The detail includes the current name of the object: ids mean nothing to people,
 * and names change.
 */
export type AuditEntry = Subject &
  (
    | { action: OwnAction; detail?: Detail }
    | { action: Exclude<AuditAction, OwnAction>; detail: Detail & ({ title: string } | { name: string }) }
  )

/** @param by null when the system itself acted. */
export async function writeAudit(
  tx: Executor,
  by: { id: string | null; stationId: string },
  entry: AuditEntry,
): Promise<void> {
  await tx.insert(auditLog).values({ stationId: by.stationId, memberId: by.id, ...entry })
}

/** The member who did something last; undefined where that is not recorded. */
export async function lastActor(
  tx: Executor,
  subjectId: string,
  action: AuditAction,
): Promise<{ id: string; name: string; role: Role } | undefined> {
  const [found] = await tx
    .select({ id: members.id, name: shownName, role: members.role })
    .from(auditLog)
    .innerJoin(members, eq(members.id, auditLog.memberId))
    .where(and(eq(auditLog.subjectId, subjectId), eq(auditLog.action, action)))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(1)
  return found
}
