import { defineEventHandler } from 'h3'
import { readForReview } from '#server/content/reading.ts'
import { parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { readingQuerySchema } from '#shared/content/input.ts'
import type { Reading } from '#shared/content/reading.ts'

export default defineEventHandler(async (event): Promise<Reading> => {
  const member = await requireMember(event)
  return readForReview(member, parseQuery(event, readingQuerySchema))
})
