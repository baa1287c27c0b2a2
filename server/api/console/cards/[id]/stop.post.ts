import { defineEventHandler } from 'h3'
import { stopOnScreens } from '#server/card/on-screens.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { stopCardSchema } from '#shared/card/input.ts'
import { idParams } from '#shared/ids.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'card.review')
  const { id } = parseParams(event, idParams)
  await stopOnScreens(member, id, await parseBody(event, stopCardSchema))
  return { id }
})
