import { defineEventHandler, setResponseStatus } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { createScreen } from '#server/screen/screens.ts'
import { createScreenSchema } from '#shared/screen/pairing.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const screen = await createScreen(member, await parseBody(event, createScreenSchema))
  setResponseStatus(event, 201)
  return screen
})
