import { defineEventHandler } from 'h3'
import { readCard } from '#server/card/queries/read-card.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'
import type { CardDetail } from '#shared/card/view.ts'

export default defineEventHandler(async (event): Promise<CardDetail> => {
  const member = await requireMember(event)
  return readCard(member.stationId, parseParams(event, idParams).id)
})
