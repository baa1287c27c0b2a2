import { defineEventHandler } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { readDesk } from '#server/voice/desk.ts'
import { subjectParams } from '#shared/voice/input.ts'
import type { VoiceDesk } from '#shared/voice/voice.ts'

export default defineEventHandler(async (event): Promise<VoiceDesk> => {
  const member = await requireMember(event, 'voice.record')
  const { subject, id } = parseParams(event, subjectParams)
  return readDesk(member, subject, id)
})
