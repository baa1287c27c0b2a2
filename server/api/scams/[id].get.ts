import { defineEventHandler } from 'h3'
import { z } from 'zod'
import { cachedByBuild } from '#server/content/cache.ts'
import { readScam } from '#server/content/scams.ts'
import { parseParams } from '#server/http/parse.ts'
import { AppError } from '#shared/errors.ts'
import { scamIdSchema } from '#shared/content/scam.ts'

const params = z.object({ id: z.string().max(200) })

export default defineEventHandler(async (event) => {
  const { id } = parseParams(event, params)
  // What cannot be an id names no page: for a person a mistyped address is "not found", never "bad input".
  if (!scamIdSchema.safeParse(id).success) throw new AppError('not_found')
  const page = await readScam(id)
  return cachedByBuild(event) ? undefined : page
})
