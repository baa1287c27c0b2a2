import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { saveProgramme } from '#server/programme/programmes.ts'
import { idParams } from '#shared/ids.ts'
import { saveProgrammeSchema } from '#shared/programme/input.ts'
import type { ProgrammeDetail } from '#shared/programme/view.ts'

export default defineEventHandler(async (event): Promise<ProgrammeDetail> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  return saveProgramme(member, id, await parseBody(event, saveProgrammeSchema))
})
