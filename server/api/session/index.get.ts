import { defineEventHandler, setResponseHeader } from 'h3'
import { currentMember } from '#server/member/session.ts'
import type { SessionAnswer } from '#shared/member/member.ts'

/** Who is logged in. Sets no cookie for a visitor. */
export default defineEventHandler(async (event): Promise<SessionAnswer> => {
  setResponseHeader(event, 'cache-control', 'no-store')
  return { member: (await currentMember(event)) ?? null }
})
