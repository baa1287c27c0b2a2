import { defineEventHandler } from 'h3'
import { listMembers } from '#server/member/members.ts'
import { requireMember } from '#server/member/session.ts'
import type { MemberList } from '#shared/member/member.ts'

export default defineEventHandler(async (event): Promise<MemberList> => ({
  members: await listMembers(await requireMember(event, 'member.manage')),
}))
