import { defineEventHandler } from 'h3'
import { cachedByBuild } from '#server/content/cache.ts'
import { listScenarios } from '#server/content/scenarios.ts'

export default defineEventHandler(async (event) => {
  const scenarios = await listScenarios()
  return cachedByBuild(event) ? undefined : scenarios
})
