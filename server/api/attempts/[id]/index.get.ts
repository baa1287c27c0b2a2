import { defineEventHandler, setResponseHeader } from 'h3'
import { readDeviceToken } from '#server/campaign/device.ts'
import { parseParams } from '#server/http/parse.ts'
import { readAttempt } from '#server/quiz/attempts.ts'
import { attemptParams, type AttemptView } from '#shared/quiz/quiz.ts'

/** An attempt, so that the phone can resume it. */
export default defineEventHandler((event): Promise<AttemptView> => {
  const { id } = parseParams(event, attemptParams)
  setResponseHeader(event, 'cache-control', 'no-store')
  return readAttempt(id, readDeviceToken(event))
})
