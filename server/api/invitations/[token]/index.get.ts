import { defineEventHandler, setResponseHeader } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { readInvitation } from '#server/member/invitations.ts'
import { isResetToken, readReset } from '#server/member/reset.ts'
import { secretFor } from '#server/member/secret.ts'
import { tokenParams } from '#shared/member/input.ts'
import type { Offer } from '#shared/member/invitation.ts'

/** The content of a one-time link. */
export default defineEventHandler(async (event): Promise<Offer> => {
  setResponseHeader(event, 'cache-control', 'no-store')
  const { token } = parseParams(event, tokenParams)
  return isResetToken(token) ? readReset(token, secretFor(event, 'password-reset')) : readInvitation(token)
})
