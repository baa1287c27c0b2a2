import { defineEventHandler } from 'h3'
import { parseParams, parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { removeSlot } from '#server/programme/slots.ts'
import { idParams } from '#shared/ids.ts'
import { slotQuerySchema } from '#shared/programme/input.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  await removeSlot(member, id, parseQuery(event, slotQuerySchema))
  return { id }
})
