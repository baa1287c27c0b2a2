import { defineEventHandler } from 'h3'
import { z } from 'zod'
import { reviewScenario } from '#server/content/review.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import type { ScenarioReview } from '#shared/content/review.ts'

const params = z.object({ id: z.string().max(200) })

export default defineEventHandler(async (event): Promise<ScenarioReview> => {
  const member = await requireMember(event)
  return reviewScenario(member, parseParams(event, params).id, new Date())
})
