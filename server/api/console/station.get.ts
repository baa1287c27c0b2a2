import { defineEventHandler } from 'h3'
import { requireMember } from '#server/member/session.ts'
import { readStation } from '#server/member/station.ts'
import type { StationSettings } from '#shared/member/station.ts'

export default defineEventHandler(async (event): Promise<StationSettings> =>
  readStation(await requireMember(event, 'station.edit')),
)
