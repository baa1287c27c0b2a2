import { defineEventHandler } from 'h3'
import { noteExport } from '#server/campaign/campaigns.ts'
import { reachXlsx, readReachTables } from '#server/campaign/reach-export.ts'
import { offerDownload } from '#server/http/download.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'

export default defineEventHandler(async (event): Promise<Buffer> => {
  const member = await requireMember(event, 'reach.read')
  const { id } = parseParams(event, idParams)
  const { name, xlsx } = await reachXlsx(await readReachTables(member.stationId, id))
  await noteExport(member, id)
  offerDownload(event, { name, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' })
  return xlsx
})
