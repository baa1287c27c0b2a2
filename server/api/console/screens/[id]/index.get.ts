import { defineEventHandler } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { readScreenDetail } from '#server/screen/detail.ts'
import { idParams } from '#shared/ids.ts'
import type { ScreenDetail } from '#shared/screen/list.ts'

export default defineEventHandler(async (event): Promise<ScreenDetail> => {
  const member = await requireMember(event)
  const { id } = parseParams(event, idParams)
  return readScreenDetail(member.stationId, id, useRuntimeConfig(event).app.buildId)
})
