import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { editScreen } from '#server/screen/screens.ts'
import { idParams } from '#shared/ids.ts'
import { editScreenSchema } from '#shared/screen/pairing.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  await editScreen(member, id, await parseBody(event, editScreenSchema))
  return { id }
})
