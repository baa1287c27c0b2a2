import { defineEventHandler, setResponseStatus } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { createSlot } from '#server/programme/slots.ts'
import { createSlotSchema } from '#shared/programme/input.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const slot = await parseBody(event, createSlotSchema)
  await createSlot(member, slot)
  setResponseStatus(event, 201)
  return { id: slot.id }
})
