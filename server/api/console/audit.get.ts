import { defineEventHandler } from 'h3'
import { parseQuery } from '#server/http/parse.ts'
import { listActors, readHistory } from '#server/member/history.ts'
import { requireMember } from '#server/member/session.ts'
import { auditQuerySchema } from '#shared/member/input.ts'
import type { AuditReply } from '#shared/member/audit.ts'

/** A page of the audit log; the first one also names the members to filter by. */
export default defineEventHandler(async (event): Promise<AuditReply> => {
  const member = await requireMember(event, 'audit.read')
  const query = parseQuery(event, auditQuerySchema)
  const [page, actors] = await Promise.all([readHistory(member, query), query.before ? [] : listActors(member)])
  return { ...page, actors }
})
