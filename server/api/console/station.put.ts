import { defineEventHandler } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { editStation } from '#server/member/station.ts'
import { stationSchema, type Station } from '#shared/member/station.ts'

export default defineEventHandler(async (event): Promise<Station> => {
  const member = await requireMember(event, 'station.edit')
  return editStation(member, await parseBody(event, stationSchema))
})
