import { defineEventHandler, setResponseHeader } from 'h3'
import { readDeviceToken } from '#server/campaign/device.ts'
import { parseParams } from '#server/http/parse.ts'
import { readResult } from '#server/quiz/attempts.ts'
import { attemptParams } from '#shared/quiz/quiz.ts'
import type { QuizResult } from '#shared/quiz/result.ts'

export default defineEventHandler((event): Promise<QuizResult> => {
  const { id } = parseParams(event, attemptParams)
  setResponseHeader(event, 'cache-control', 'no-store')
  return readResult(id, readDeviceToken(event))
})
