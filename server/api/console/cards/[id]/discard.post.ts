import { defineEventHandler } from 'h3'
import { discardCard } from '#server/card/cards.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { discardCardSchema } from '#shared/card/input.ts'
import { idParams } from '#shared/ids.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'card.write')
  const { id } = parseParams(event, idParams)
  await discardCard(member, id, await parseBody(event, discardCardSchema))
  return { id }
})
