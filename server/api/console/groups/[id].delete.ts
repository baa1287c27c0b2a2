import { defineEventHandler } from 'h3'
import { parseParams, parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { archiveGroup } from '#server/screen/groups.ts'
import { idParams } from '#shared/ids.ts'
import { groupQuerySchema } from '#shared/programme/group-input.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  await archiveGroup(member, id, parseQuery(event, groupQuerySchema))
  return { id }
})
