import { defineEventHandler, setResponseHeader } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { viewCode } from '#server/quiz/scans.ts'
import { codeParams, type CodeView } from '#shared/quiz/quiz.ts'

/** What a code leads to; always 200, with the state in the body. */
export default defineEventHandler((event): Promise<CodeView> => {
  const { code } = parseParams(event, codeParams)
  setResponseHeader(event, 'cache-control', 'no-store')
  return viewCode(code)
})
