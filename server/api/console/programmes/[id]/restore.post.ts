import { defineEventHandler } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { restoreProgramme } from '#server/programme/programmes.ts'
import { idParams } from '#shared/ids.ts'
import type { IdReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<IdReply> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  await restoreProgramme(member, id)
  return { id }
})
