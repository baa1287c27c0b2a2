import { defineEventHandler } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { askLook } from '#server/screen/orders.ts'
import { idParams } from '#shared/ids.ts'
import type { LookReply } from '#shared/screen/list.ts'

/** Asks the screen what it shows; its answer comes as a report. */
export default defineEventHandler(async (event): Promise<LookReply> => {
  const member = await requireMember(event)
  const { id } = parseParams(event, idParams)
  const askedAt = new Date().toISOString()
  await askLook(member, id)
  return { askedAt }
})
