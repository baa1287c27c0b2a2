import { defineEventHandler } from 'h3'
import { ensureDeviceToken } from '#server/campaign/device.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { recordScan } from '#server/quiz/scans.ts'
import { codeParams, onceSchema } from '#shared/quiz/quiz.ts'
import type { OkReply } from '#shared/reply.ts'

/** Counts that a phone opened the page of a code. Sent by script, so that link previews and crawlers do not count. */
export default defineEventHandler(async (event): Promise<OkReply> => {
  const { code } = parseParams(event, codeParams)
  const { id } = await parseBody(event, onceSchema)
  await recordScan(code, id, () => ensureDeviceToken(event))
  return { ok: true }
})
