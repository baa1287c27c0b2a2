import { defineEventHandler } from 'h3'
import { requireMember } from '#server/member/session.ts'
import { readScreenStation } from '#server/screen/station-settings.ts'
import type { ScreenStation } from '#shared/screen/list.ts'

export default defineEventHandler(async (event): Promise<ScreenStation> =>
  readScreenStation(await requireMember(event, 'station.edit')),
)
