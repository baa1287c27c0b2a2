import { defineEventHandler, setResponseStatus } from 'h3'
import { requireSafeWay } from '#server/http/client.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { acceptInvitation } from '#server/member/invitations.ts'
import { rememberDevice } from '#server/member/known-device.ts'
import { acceptReset, isResetToken } from '#server/member/reset.ts'
import { secretFor } from '#server/member/secret.ts'
import { startSession } from '#server/member/session.ts'
import { joinSchema, resetSchema, tokenParams } from '#shared/member/input.ts'
import type { SessionAnswer } from '#shared/member/member.ts'

/** Uses a one-time link and logs in. */
export default defineEventHandler(async (event): Promise<SessionAnswer> => {
  requireSafeWay(event)
  const { token } = parseParams(event, tokenParams)
  const { member, session } = isResetToken(token)
    ? await acceptReset(token, (await parseBody(event, resetSchema)).password, secretFor(event, 'password-reset'))
    : await acceptInvitation(token, await parseBody(event, joinSchema))
  await startSession(event, session)
  rememberDevice(event, member.id)
  setResponseStatus(event, 201)
  return { member }
})
