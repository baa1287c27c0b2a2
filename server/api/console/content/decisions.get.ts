import { defineEventHandler } from 'h3'
import { readDecisions } from '#server/content/reading.ts'
import { parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { entryQuerySchema } from '#shared/content/input.ts'
import type { PastPage } from '#shared/content/reading.ts'

export default defineEventHandler(async (event): Promise<PastPage> => {
  const member = await requireMember(event)
  return readDecisions(member, parseQuery(event, entryQuerySchema))
})
