import { defineEventHandler, setResponseHeader } from 'h3'
import { listPublicCards } from '#server/card/public.ts'
import { parseQuery } from '#server/http/parse.ts'
import { cardListQuerySchema } from '#shared/card/input.ts'
import type { PublicCardList } from '#shared/card/view.ts'

export default defineEventHandler(async (event): Promise<PublicCardList> => {
  const { scamType } = parseQuery(event, cardListQuerySchema)
  // Revalidated on each use, because a card may be withdrawn at any moment.
  setResponseHeader(event, 'cache-control', 'no-cache')
  return listPublicCards(scamType)
})
