import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { orderReload } from '#server/screen/orders.ts'
import { idParams } from '#shared/ids.ts'
import type { IdReply } from '#shared/reply.ts'
import { reloadScreenSchema } from '#shared/screen/order-input.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  return orderReload(member, id, await parseBody(event, reloadScreenSchema))
})
