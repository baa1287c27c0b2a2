import { defineEventHandler } from 'h3'
import { cachedByBuild } from '#server/content/cache.ts'
import { listChapters } from '#server/guide/chapters.ts'

export default defineEventHandler(async (event) => {
  const chapters = await listChapters()
  return cachedByBuild(event) ? undefined : chapters
})
