import { defineEventHandler } from 'h3'
import { listMembers } from '#server/member/members.ts'
import { requireMember } from '#server/member/session.ts'

export default defineEventHandler(async (event) => ({
  members: await listMembers(await requireMember(event, 'member.manage')),
}))
