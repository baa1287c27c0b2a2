import { defineEventHandler } from 'h3'
import { parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { removeLogo } from '#server/site/logo.ts'
import type { StationSettings } from '#shared/member/station.ts'
import { logoQuerySchema } from '#shared/member/station-input.ts'

export default defineEventHandler(async (event): Promise<StationSettings> => {
  const member = await requireMember(event, 'station.edit')
  return removeLogo(member, parseQuery(event, logoQuerySchema).revision)
})
