import { defineEventHandler } from 'h3'
import { z } from 'zod'
import { cachedByBuild } from '#server/content/cache.ts'
import { readGuidePage } from '#server/guide/chapters.ts'
import { parseParams } from '#server/http/parse.ts'

const params = z.object({ slug: z.string().max(200) })

export default defineEventHandler(async (event) => {
  const page = await readGuidePage(parseParams(event, params).slug)
  return cachedByBuild(event) ? undefined : page
})
