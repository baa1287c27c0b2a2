import { defineEventHandler, setResponseStatus } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { createProgramme } from '#server/programme/programmes.ts'
import { createProgrammeSchema } from '#shared/programme/input.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const made = await createProgramme(member, await parseBody(event, createProgrammeSchema))
  setResponseStatus(event, 201)
  return made
})
