import { defineEventHandler } from 'h3'
import { cachedByBuild } from '#server/content/cache.ts'
import { listPanels } from '#server/content/panels.ts'

export default defineEventHandler(async (event) => {
  const panels = await listPanels()
  return cachedByBuild(event) ? undefined : panels
})
