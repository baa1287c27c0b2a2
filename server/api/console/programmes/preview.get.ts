import { defineEventHandler, getHeader } from 'h3'
import { requireMember } from '#server/member/session.ts'
import { readPreview } from '#server/screen/preview.ts'
import type { PreviewSupplies } from '#shared/programme/preview.ts'

export default defineEventHandler(async (event): Promise<PreviewSupplies> => {
  const { stationId } = await requireMember(event)
  return readPreview(stationId, getHeader(event, 'host'))
})
