import { defineEventHandler } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { revokeInvitation } from '#server/member/invitations.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'
import type { OkReply } from '#shared/reply.ts'

/** Revoke; the row stays, as history. */
export default defineEventHandler(async (event): Promise<OkReply> => {
  const member = await requireMember(event, 'member.manage')
  await revokeInvitation(member, parseParams(event, idParams).id)
  return { ok: true }
})
