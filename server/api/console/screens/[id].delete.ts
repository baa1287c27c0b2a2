import { defineEventHandler } from 'h3'
import { parseParams, parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { revokeScreen } from '#server/screen/screens.ts'
import { idParams } from '#shared/ids.ts'
import type { IdReply } from '#shared/reply.ts'
import { revokeScreenSchema } from '#shared/screen/pairing.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  await revokeScreen(member, id, parseQuery(event, revokeScreenSchema))
  return { id }
})
