import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { uncountedResult } from '#server/quiz/uncounted.ts'
import { answersSchema, attemptParams } from '#shared/quiz/quiz.ts'
import type { QuizResult } from '#shared/quiz/result.ts'

/** The result of answers that came after the campaign was closed; stores and counts nothing. */
export default defineEventHandler(async (event): Promise<QuizResult> => {
  const { id } = parseParams(event, attemptParams)
  const { answers } = await parseBody(event, answersSchema)
  return uncountedResult(id, answers)
})
