import { defineEventHandler } from 'h3'
import { noteExport } from '#server/campaign/campaigns.ts'
import { reachCsv, readReachTables } from '#server/campaign/reach-export.ts'
import { offerDownload } from '#server/http/download.ts'
import { parseParams, parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { reachTableQuerySchema } from '#shared/campaign/input.ts'
import { idParams } from '#shared/ids.ts'

/** One table of the export; `table` is required, because no table holds them all. */
export default defineEventHandler(async (event): Promise<string> => {
  const member = await requireMember(event, 'reach.read')
  const { id } = parseParams(event, idParams)
  const { table } = parseQuery(event, reachTableQuerySchema)
  const { name, csv } = reachCsv(await readReachTables(member.stationId, id), table)
  await noteExport(member, id)
  offerDownload(event, { name, type: 'text/csv; charset=utf-8' })
  return csv
})
