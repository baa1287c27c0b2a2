import { defineEventHandler } from 'h3'
import { z } from 'zod'
import { parseQuery } from '#server/http/parse.ts'
import { endSessions } from '#server/member/login.ts'
import { currentMember, endSession } from '#server/member/session.ts'
import type { SessionAnswer } from '#shared/member/member.ts'

/** Log out here, or with `?everywhere=1` on all devices. */
export default defineEventHandler(async (event): Promise<SessionAnswer> => {
  const { everywhere } = parseQuery(event, z.object({ everywhere: z.literal('1').optional() }))
  const member = everywhere ? await currentMember(event) : undefined
  if (member) await endSessions(member)
  await endSession(event)
  return { member: null }
})
