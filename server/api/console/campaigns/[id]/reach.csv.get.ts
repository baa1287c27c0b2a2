import { defineEventHandler } from 'h3'
import { exportReach } from '#server/campaign/reach-csv.ts'
import { offerDownload } from '#server/http/download.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'

export default defineEventHandler(async (event) => {
  const member = await requireMember(event, 'reach.read')
  const { name, csv } = await exportReach(member.stationId, parseParams(event, idParams).id)
  offerDownload(event, { name, type: 'text/csv; charset=utf-8' })
  return csv
})
