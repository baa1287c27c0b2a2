/** Reads the audit log, newest first. */
import { and, desc, eq, like, lt, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { useDatabase } from '#server/database/client.ts'
import { auditLog, members } from '#server/database/schema/index.ts'
import { AUDIT_PAGE, type AuditPage, auditSentence } from '#shared/member/audit.ts'
import type { AuditQuery } from '#shared/member/input.ts'
import { byNameOf } from '#shared/order.ts'
import { shownName, shownNameOf } from './names.ts'
import type { CurrentMember } from './session.ts'

/** The member whom an entry is about. */
const subject = alias(members, 'subject')

/** Keyset pagination by id: a uuid v7 is ordered by time, and new entries do not shift later pages. */
export async function readHistory(by: Pick<CurrentMember, 'stationId'>, query: AuditQuery): Promise<AuditPage> {
  const rows = await useDatabase()
    .select({
      id: auditLog.id,
      at: auditLog.at,
      action: auditLog.action,
      detail: auditLog.detail,
      memberName: shownName,
      subjectName: shownNameOf(subject),
    })
    .from(auditLog)
    .leftJoin(members, eq(members.id, auditLog.memberId))
    .leftJoin(subject, and(eq(auditLog.subjectType, 'member'), eq(auditLog.subjectId, sql`${subject.id}::text`)))
    .where(
      and(
        eq(auditLog.stationId, by.stationId),
        query.member ? eq(auditLog.memberId, query.member) : undefined,
        query.group ? like(auditLog.action, `${query.group}.%`) : undefined,
        query.before ? lt(auditLog.id, query.before) : undefined,
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(AUDIT_PAGE + 1)
  const entries = rows.slice(0, AUDIT_PAGE).map(({ detail, at, subjectName, ...row }) => ({
    ...row,
    at: at.toISOString(),
    // A name that was recorded could be another's by now.
    sentence: auditSentence(row.action, subjectName === null ? detail : { ...detail, name: subjectName }),
  }))
  return { entries, next: rows.length > AUDIT_PAGE ? (entries.at(-1)?.id ?? null) : null }
}

/** The members that occur in the log, for the filter; readable for those who may read the log. */
export async function listActors(by: Pick<CurrentMember, 'stationId'>): Promise<{ id: string; name: string }[]> {
  const actors = await useDatabase()
    .select({ id: members.id, name: shownName })
    .from(members)
    .where(eq(members.stationId, by.stationId))
    .orderBy(members.id)
  return actors.sort(byNameOf(({ name }) => name))
}
