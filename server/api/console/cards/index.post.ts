import { defineEventHandler, setResponseStatus } from 'h3'
import { createCard } from '#server/card/cards.ts'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { createCardSchema } from '#shared/card/input.ts'
import type { SavedCard } from '#shared/card/view.ts'

export default defineEventHandler(async (event): Promise<SavedCard> => {
  const member = await requireMember(event, 'card.write')
  const card = await createCard(member, await parseBody(event, createCardSchema))
  setResponseStatus(event, 201)
  return card
})
