import { defineEventHandler } from 'h3'
import { cachedByBuild } from '#server/content/cache.ts'
import { allScenarios } from '#server/content/scenarios.ts'

/** All scenarios at once: a screen keeps them, so that visitors can play while the server is away. */
export default defineEventHandler(async (event) => {
  const scenarios = await allScenarios()
  return cachedByBuild(event) ? undefined : scenarios
})
