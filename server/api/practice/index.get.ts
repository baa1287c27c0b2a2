import { defineContentHandler } from '#server/content/cache.ts'
import { parseQuery } from '#server/http/parse.ts'
import { viewPractice } from '#server/quiz/practice.ts'
import { practiceQuery } from '#shared/quiz/input.ts'
import type { PracticeView } from '#shared/quiz/practice.ts'

/** Overview of what can be practised. */
export default defineContentHandler(async (event): Promise<PracticeView> =>
  viewPractice(parseQuery(event, practiceQuery).type),
)
