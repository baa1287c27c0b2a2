import { defineEventHandler } from 'h3'
import { readVersion } from '#server/card/queries/read-card.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { versionParams } from '#shared/card/input.ts'
import type { VersionView } from '#shared/card/view.ts'

export default defineEventHandler(async (event): Promise<VersionView> => {
  const member = await requireMember(event)
  const { id, number } = parseParams(event, versionParams)
  return readVersion(member.stationId, id, number)
})
