import { z } from 'zod'
import { defineContentHandler } from '#server/content/cache.ts'
import { readScam } from '#server/content/scams.ts'
import { parseParams } from '#server/http/parse.ts'
import { AppError } from '#shared/errors.ts'
import { scamIdSchema } from '#shared/content/scam.ts'
import type { ScamPage } from '#shared/content/card.ts'

const params = z.object({ id: z.string().max(200) })

export default defineContentHandler(async (event): Promise<ScamPage> => {
  const { id } = parseParams(event, params)
  // A malformed id is answered with `not_found`, not `bad_input`: for a person it is just a mistyped address.
  if (!scamIdSchema.safeParse(id).success) throw new AppError('not_found')
  return readScam(id)
})
