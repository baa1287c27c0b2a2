import { defineEventHandler } from 'h3'
import { cachedByBuild } from '#server/content/cache.ts'
import { parseQuery } from '#server/http/parse.ts'
import { viewPractice } from '#server/quiz/practice.ts'
import { practiceQuery } from '#shared/quiz/input.ts'

/** What can be practised. */
export default defineEventHandler(async (event) => {
  const view = await viewPractice(parseQuery(event, practiceQuery).type)
  return cachedByBuild(event) ? undefined : view
})
