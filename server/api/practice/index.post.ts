import { defineEventHandler, setResponseHeader } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { drawPractice } from '#server/quiz/practice.ts'
import { practiceSchema } from '#shared/quiz/input.ts'
import type { PracticeSet } from '#shared/quiz/practice.ts'

/** Draws a set. A POST, because the list of seen drills is too long for a URL. */
export default defineEventHandler(async (event): Promise<PracticeSet> => {
  const { type, seen } = await parseBody(event, practiceSchema)
  setResponseHeader(event, 'cache-control', 'no-store')
  return drawPractice(type, seen)
})
