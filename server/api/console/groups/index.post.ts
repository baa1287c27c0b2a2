import { defineEventHandler, setResponseStatus } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { createGroup } from '#server/screen/groups.ts'
import { createGroupSchema } from '#shared/programme/group-input.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const group = await createGroup(member, await parseBody(event, createGroupSchema))
  setResponseStatus(event, 201)
  return group
})
