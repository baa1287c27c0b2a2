import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { changeMember } from '#server/member/members.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'
import { memberChangeSchema, type MemberReply } from '#shared/member/member.ts'

/** Change the role, disable or enable. */
export default defineEventHandler(async (event): Promise<MemberReply> => {
  const member = await requireMember(event, 'member.manage')
  const { id } = parseParams(event, idParams)
  return { member: await changeMember(member, id, await parseBody(event, memberChangeSchema)) }
})
