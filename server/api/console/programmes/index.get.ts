import { defineEventHandler } from 'h3'
import { requireMember } from '#server/member/session.ts'
import { listProgrammes } from '#server/programme/programmes.ts'
import type { ProgrammeSummary } from '#shared/programme/view.ts'

export default defineEventHandler(async (event): Promise<ProgrammeSummary[]> => {
  const member = await requireMember(event)
  return listProgrammes(member.stationId)
})
