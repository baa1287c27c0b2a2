import { defineEventHandler } from 'h3'
import { readUpload } from '#server/card/pictures.ts'
import { parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { setLogo } from '#server/site/logo.ts'
import type { StationSettings } from '#shared/member/station.ts'
import { logoQuerySchema } from '#shared/member/station-input.ts'

/** The body is the file itself. */
export default defineEventHandler(async (event): Promise<StationSettings> => {
  const member = await requireMember(event, 'station.edit')
  const { revision } = parseQuery(event, logoQuerySchema)
  return setLogo(member, revision, await readUpload(event))
})
