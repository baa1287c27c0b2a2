import { defineEventHandler, setResponseHeader } from 'h3'
import { readHome } from '#server/site/home.ts'
import type { HomePage } from '#shared/site/home.ts'

export default defineEventHandler((event): Promise<HomePage> => {
  // Cached only briefly, because a campaign may open or close at any minute.
  setResponseHeader(event, 'cache-control', 'public, max-age=30')
  return readHome()
})
