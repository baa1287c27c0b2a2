import { defineEventHandler, setResponseStatus } from 'h3'
import { publicOrigin } from '#server/http/origin.ts'
import { parseBody } from '#server/http/parse.ts'
import { createInvitation } from '#server/member/invitations.ts'
import { requireMember } from '#server/member/session.ts'
import { inviteSchema } from '#shared/member/input.ts'
import type { InvitationLink } from '#shared/member/invitation.ts'

/** A one-time link for a new member; shown once. */
export default defineEventHandler(async (event): Promise<InvitationLink> => {
  const member = await requireMember(event, 'member.manage')
  const { id, token, expiresAt } = await createInvitation(member, await parseBody(event, inviteSchema))
  setResponseStatus(event, 201)
  return { id, url: `${publicOrigin(event.node.req.headers)}/join/${token}`, expiresAt: expiresAt.toISOString() }
})
