import { defineEventHandler } from 'h3'
import { qrPng } from '#server/campaign/qr-png.ts'
import { getTouchpoint } from '#server/campaign/touchpoints.ts'
import { offerDownload } from '#server/http/download.ts'
import { publicOrigin } from '#server/http/origin.ts'
import { parseParams, parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { qrQuerySchema } from '#shared/campaign/input.ts'
import { codeUrl, qrSvg } from '#shared/campaign/qr.ts'
import { idParams } from '#shared/ids.ts'

export default defineEventHandler(async (event): Promise<string | Buffer> => {
  const member = await requireMember(event)
  const { format, size } = parseQuery(event, qrQuerySchema)
  const touchpoint = await getTouchpoint(member.stationId, parseParams(event, idParams).id)
  const url = codeUrl(publicOrigin(event.node.req.headers), touchpoint.code)
  offerDownload(event, {
    name: [`${touchpoint.campaignTitle} ${touchpoint.name} 二维码`, format].join('.'),
    type: format === 'svg' ? 'image/svg+xml; charset=utf-8' : 'image/png',
  })
  return format === 'svg' ? qrSvg(url, size) : qrPng(url, size)
})
