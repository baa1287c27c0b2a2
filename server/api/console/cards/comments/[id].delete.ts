import { defineEventHandler } from 'h3'
import { deleteComment } from '#server/card/comments.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'card.write')
  const { id } = parseParams(event, idParams)
  await deleteComment(member, id)
  return { id }
})
