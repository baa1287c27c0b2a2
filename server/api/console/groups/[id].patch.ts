import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { editGroup } from '#server/screen/groups.ts'
import { idParams } from '#shared/ids.ts'
import { editGroupSchema } from '#shared/programme/group-input.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  await editGroup(member, id, await parseBody(event, editGroupSchema))
  return { id }
})
