import { defineEventHandler } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { editScreenStation } from '#server/screen/station-settings.ts'
import type { ScreenStation } from '#shared/screen/list.ts'
import { screenStationSchema } from '#shared/screen/station-input.ts'

export default defineEventHandler(async (event): Promise<ScreenStation> => {
  const member = await requireMember(event, 'station.edit')
  return editScreenStation(member, await parseBody(event, screenStationSchema))
})
