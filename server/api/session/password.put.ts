import { defineEventHandler } from 'h3'
import { requireSafeWay } from '#server/http/client.ts'
import { parseBody } from '#server/http/parse.ts'
import { changePassword } from '#server/member/login.ts'
import { requireMember, sessionIdOf, renewSession } from '#server/member/session.ts'
import { passwordChangeSchema } from '#shared/member/input.ts'
import type { SessionAnswer } from '#shared/member/member.ts'

/** Sets a new password: this session stays valid, all others are ended. */
export default defineEventHandler(async (event): Promise<SessionAnswer> => {
  requireSafeWay(event)
  const member = await requireMember(event)
  const { oldPassword, newPassword } = await parseBody(event, passwordChangeSchema)
  const kept = await sessionIdOf(event)
  await renewSession(event, await changePassword(member, oldPassword, newPassword, new Date(), kept))
  return { member }
})
