import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { replaceScreen } from '#server/screen/replace.ts'
import { idParams } from '#shared/ids.ts'
import type { IdReply } from '#shared/reply.ts'
import { replaceScreenSchema } from '#shared/screen/pairing.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  await replaceScreen(member, id, await parseBody(event, replaceScreenSchema))
  return { id }
})
