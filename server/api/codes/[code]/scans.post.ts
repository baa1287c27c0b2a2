import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { recordScan } from '#server/quiz/scans.ts'
import { scanVisitOf } from '#server/quiz/visit.ts'
import { codeParams, onceSchema } from '#shared/quiz/quiz.ts'
import type { OkReply } from '#shared/reply.ts'

/** Counts that a phone opened the page of a code. Sent by script once the page is shown. */
export default defineEventHandler(async (event): Promise<OkReply> => {
  const { code } = parseParams(event, codeParams)
  const { id } = await parseBody(event, onceSchema)
  await recordScan(code, id, await scanVisitOf(event))
  return { ok: true }
})
