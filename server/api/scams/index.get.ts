import { defineEventHandler } from 'h3'
import { cachedByBuild } from '#server/content/cache.ts'
import { listScams } from '#server/content/scams.ts'

export default defineEventHandler(async (event) => {
  const scams = await listScams()
  return cachedByBuild(event) ? undefined : scams
})
