import { defineEventHandler } from 'h3'
import { saveCard } from '#server/card/cards.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { saveCardSchema } from '#shared/card/input.ts'
import { idParams } from '#shared/ids.ts'
import type { SavedCard } from '#shared/card/view.ts'

export default defineEventHandler(async (event): Promise<SavedCard> => {
  const member = await requireMember(event, 'card.write')
  const { id } = parseParams(event, idParams)
  return saveCard(member, id, await parseBody(event, saveCardSchema))
})
