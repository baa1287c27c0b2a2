import { defineEventHandler, setResponseHeader } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { answerDrill } from '#server/quiz/practice.ts'
import { drillAnswerSchema, drillParams } from '#shared/quiz/input.ts'
import type { PracticeFeedback } from '#shared/quiz/practice.ts'

/** Feedback to an answer; the truth is sent only after an answer. */
export default defineEventHandler(async (event): Promise<PracticeFeedback> => {
  const { itemId } = parseParams(event, drillParams)
  const { answer } = await parseBody(event, drillAnswerSchema)
  setResponseHeader(event, 'cache-control', 'no-store')
  return answerDrill(itemId, answer)
})
