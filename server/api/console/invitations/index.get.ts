import { defineEventHandler } from 'h3'
import { listInvitations } from '#server/member/invitations.ts'
import { requireMember } from '#server/member/session.ts'
import type { InvitationList } from '#shared/member/invitation.ts'

export default defineEventHandler(async (event): Promise<InvitationList> => ({
  invitations: await listInvitations(await requireMember(event, 'member.manage')),
}))
