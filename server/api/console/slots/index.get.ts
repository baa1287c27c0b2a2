import { defineEventHandler } from 'h3'
import { requireMember } from '#server/member/session.ts'
import { readSlotBoard } from '#server/programme/slots.ts'
import type { SlotBoard } from '#shared/programme/view.ts'

export default defineEventHandler(async (event): Promise<SlotBoard> => {
  const { stationId } = await requireMember(event)
  return readSlotBoard(stationId)
})
