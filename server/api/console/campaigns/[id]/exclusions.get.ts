import { defineEventHandler } from 'h3'
import { listExclusions } from '#server/campaign/exclusions.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'
import type { ExclusionList } from '#shared/campaign/view.ts'

export default defineEventHandler(async (event): Promise<ExclusionList> => {
  const member = await requireMember(event, 'reach.read')
  return { exclusions: await listExclusions(member.stationId, parseParams(event, idParams).id) }
})
