import { defineEventHandler } from 'h3'
import { decideContent } from '#server/content/decide.ts'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { decideSchema } from '#shared/content/input.ts'
import type { DecidedReply } from '#shared/content/reading.ts'

export default defineEventHandler(async (event): Promise<DecidedReply> => {
  const member = await requireMember(event, 'content.review')
  return decideContent(member, await parseBody(event, decideSchema))
})
