import { defineEventHandler } from 'h3'
import { z } from 'zod'
import { reviewScenario } from '#server/content/review.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'

const params = z.object({ id: z.string().max(200) })

export default defineEventHandler(async (event) => {
  await requireMember(event)
  return reviewScenario(parseParams(event, params).id, new Date())
})
