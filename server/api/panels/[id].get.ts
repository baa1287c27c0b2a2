import { defineEventHandler } from 'h3'
import { z } from 'zod'
import { cachedByBuild } from '#server/content/cache.ts'
import { readPanel } from '#server/content/panels.ts'
import { parseParams } from '#server/http/parse.ts'

const params = z.object({ id: z.string().max(200) })

export default defineEventHandler(async (event) => {
  const page = await readPanel(parseParams(event, params).id)
  return cachedByBuild(event) ? undefined : page
})
