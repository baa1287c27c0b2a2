import { defineEventHandler, setResponseStatus } from 'h3'
import { addComment } from '#server/card/comments.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { commentSchema } from '#shared/card/input.ts'
import { idParams } from '#shared/ids.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'card.write')
  const { id } = parseParams(event, idParams)
  const comment = await addComment(member, id, await parseBody(event, commentSchema))
  setResponseStatus(event, 201)
  return comment
})
