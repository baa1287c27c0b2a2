import { defineEventHandler } from 'h3'
import { listInvitations } from '#server/member/invitations.ts'
import { requireMember } from '#server/member/session.ts'

export default defineEventHandler(async (event) => ({
  invitations: await listInvitations(await requireMember(event, 'member.manage')),
}))
