import { defineEventHandler } from 'h3'
import { noteExport } from '#server/campaign/campaigns.ts'
import { exportReach } from '#server/campaign/reach-csv.ts'
import { offerDownload } from '#server/http/download.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'

export default defineEventHandler(async (event): Promise<string> => {
  const member = await requireMember(event, 'reach.read')
  const { id } = parseParams(event, idParams)
  const { name, csv } = await exportReach(member.stationId, id)
  await noteExport(member, id)
  offerDownload(event, { name, type: 'text/csv; charset=utf-8' })
  return csv
})
