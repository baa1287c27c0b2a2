import { defineEventHandler } from 'h3'
import { readReachReport } from '#server/campaign/reach-report.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'
import type { ReachReport } from '#shared/campaign/report.ts'

export default defineEventHandler(async (event): Promise<ReachReport> => {
  const member = await requireMember(event, 'reach.read')
  return readReachReport(member.stationId, parseParams(event, idParams).id)
})
