import { defineEventHandler } from 'h3'
import { readDeviceToken } from '#server/campaign/device.ts'
import { addressOf } from '#server/http/client.ts'
import { networkOf } from '#server/http/network.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { submitAnswers } from '#server/quiz/answers.ts'
import { gradeUncounted } from '#server/quiz/uncounted.ts'
import { AppError } from '#shared/errors.ts'
import { type AnswersReply, answersSchema, attemptParams } from '#shared/quiz/quiz.ts'

/**
 * Acks answers after they are stored, with the feedback; a repeat gets the same reply as the first time (idempotent).
 * Once the campaign is closed they are only graded.
 */
export default defineEventHandler(async (event): Promise<AnswersReply> => {
  const { id } = parseParams(event, attemptParams)
  const { answers } = await parseBody(event, answersSchema)
  try {
    return await submitAnswers(id, readDeviceToken(event), answers, () => networkOf(addressOf(event)))
  } catch (error) {
    if (error instanceof AppError && error.code === 'gone') return await gradeUncounted(id, answers)
    throw error
  }
})
