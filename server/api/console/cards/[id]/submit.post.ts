import { defineEventHandler } from 'h3'
import { submitCard } from '#server/card/review.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { submitCardSchema } from '#shared/card/input.ts'
import { idParams } from '#shared/ids.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'card.write')
  const { id } = parseParams(event, idParams)
  await submitCard(member, id, await parseBody(event, submitCardSchema))
  return { id }
})
