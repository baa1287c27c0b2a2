import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { publishProgramme } from '#server/programme/programmes.ts'
import { idParams } from '#shared/ids.ts'
import { seenProgrammeSchema } from '#shared/programme/input.ts'
import type { ProgrammeDetail } from '#shared/programme/view.ts'

export default defineEventHandler(async (event): Promise<ProgrammeDetail> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  return publishProgramme(member, id, await parseBody(event, seenProgrammeSchema))
})
