import { defineEventHandler } from 'h3'
import { z } from 'zod'
import { cachedByBuild } from '#server/content/cache.ts'
import { readScenario } from '#server/content/scenarios.ts'
import { parseParams } from '#server/http/parse.ts'

const params = z.object({ id: z.string().max(200) })

export default defineEventHandler(async (event) => {
  const page = await readScenario(parseParams(event, params).id)
  return cachedByBuild(event) ? undefined : page
})
