import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { editCare } from '#server/screen/care.ts'
import { idParams } from '#shared/ids.ts'
import type { CareRow } from '#shared/screen/care.ts'
import { editCareSchema } from '#shared/screen/care-input.ts'

export default defineEventHandler(async (event): Promise<CareRow> => {
  const member = await requireMember(event, 'screen.manage')
  const { id } = parseParams(event, idParams)
  return editCare(member, id, await parseBody(event, editCareSchema))
})
