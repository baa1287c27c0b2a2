import { defineEventHandler, setResponseHeader } from 'h3'
import { readDeviceToken } from '#server/campaign/device.ts'
import { parseParams } from '#server/http/parse.ts'
import { drawFirstItem } from '#server/quiz/first-item.ts'
import { viewCode } from '#server/quiz/scans.ts'
import { codeParams, type CodeView } from '#shared/quiz/quiz.ts'

/** What a code leads to; always 200, with the state in the body. */
export default defineEventHandler((event): Promise<CodeView> => {
  const { code } = parseParams(event, codeParams)
  setResponseHeader(event, 'cache-control', 'no-store')
  return viewCode(code, (resolved) => drawFirstItem(resolved, readDeviceToken(event)))
})
