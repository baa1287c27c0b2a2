import { defineEventHandler, setResponseHeader } from 'h3'
import { readPublicCard } from '#server/card/public.ts'
import { parseParams } from '#server/http/parse.ts'
import { idParams } from '#shared/ids.ts'
import type { PublicCardPage } from '#shared/card/view.ts'

export default defineEventHandler(async (event): Promise<PublicCardPage> => {
  const { id } = parseParams(event, idParams)
  setResponseHeader(event, 'cache-control', 'no-cache')
  return readPublicCard(id)
})
