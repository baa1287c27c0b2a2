import { defineEventHandler } from 'h3'
import { readDeviceToken } from '#server/campaign/device.ts'
import { publicOrigin } from '#server/http/origin.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { shareAttempt } from '#server/quiz/shares.ts'
import { attemptParams, onceSchema, type ShareView } from '#shared/quiz/quiz.ts'

export default defineEventHandler(async (event): Promise<ShareView> => {
  const { id } = parseParams(event, attemptParams)
  const body = await parseBody(event, onceSchema)
  const code = await shareAttempt(id, readDeviceToken(event), body.id)
  return { code, url: `${publicOrigin(event.node.req.headers)}/s/${code}` }
})
