import { defineEventHandler } from 'h3'
import { requireMember } from '#server/member/session.ts'
import { listScreens } from '#server/screen/list.ts'
import type { ScreenList } from '#shared/screen/list.ts'

export default defineEventHandler(async (event): Promise<ScreenList> => {
  const member = await requireMember(event)
  return listScreens(member.stationId)
})
