import { defineEventHandler } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { editStation } from '#server/member/station.ts'
import type { StationSettings } from '#shared/member/station.ts'
import { stationSchema } from '#shared/member/station-input.ts'

export default defineEventHandler(async (event): Promise<StationSettings> => {
  const member = await requireMember(event, 'station.edit')
  return editStation(member, await parseBody(event, stationSchema))
})
