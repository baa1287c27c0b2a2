import { defineEventHandler } from 'h3'
import { cachedByBuild } from '#server/content/cache.ts'
import { scamSearchIndex } from '#server/content/scams.ts'

export default defineEventHandler(async (event) => {
  const docs = await scamSearchIndex()
  return cachedByBuild(event) ? undefined : docs
})
