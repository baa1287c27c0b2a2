import { defineEventHandler } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { startAttempt } from '#server/quiz/attempts.ts'
import { startVisitOf } from '#server/quiz/visit.ts'
import { startSchema, type AttemptView } from '#shared/quiz/quiz.ts'

export default defineEventHandler(async (event): Promise<AttemptView> => {
  const body = await parseBody(event, startSchema)
  return startAttempt({ ...body, ...(await startVisitOf(event)) })
})
