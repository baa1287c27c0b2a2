import { defineEventHandler } from 'h3'
import { requireMember } from '#server/member/session.ts'
import { listGroups } from '#server/screen/groups.ts'
import type { GroupList } from '#shared/programme/group.ts'

export default defineEventHandler(async (event): Promise<GroupList> => {
  const member = await requireMember(event)
  return listGroups(member.stationId)
})
