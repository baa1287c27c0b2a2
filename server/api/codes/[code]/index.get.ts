import { defineEventHandler, setResponseHeader } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { viewCode } from '#server/quiz/scans.ts'
import { codeParams, type CodeView } from '#shared/quiz/quiz.ts'

/** What stands behind a code; always 200, with the state in it. */
export default defineEventHandler((event): Promise<CodeView> => {
  const { code } = parseParams(event, codeParams)
  setResponseHeader(event, 'cache-control', 'no-store')
  return viewCode(code)
})
