import { defineEventHandler } from 'h3'
import { publicOrigin } from '#server/http/origin.ts'
import { parseParams } from '#server/http/parse.ts'
import { createReset } from '#server/member/reset.ts'
import { secretFor } from '#server/member/secret.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'
import type { OneTimeLink } from '#shared/member/invitation.ts'

/** A one-time link to set a new password; shown once. */
export default defineEventHandler(async (event): Promise<OneTimeLink> => {
  const member = await requireMember(event, 'member.manage')
  const { id } = parseParams(event, idParams)
  const { token, expiresAt } = await createReset(member, id, secretFor(event, 'password-reset'))
  return { url: `${publicOrigin(event.node.req.headers)}/join/${token}`, expiresAt: expiresAt.toISOString() }
})
