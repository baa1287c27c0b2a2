import { defineEventHandler } from 'h3'
import { requireMember } from '#server/member/session.ts'
import { listVoices } from '#server/voice/desk.ts'
import type { VoiceList } from '#shared/voice/voice.ts'

export default defineEventHandler(async (event): Promise<VoiceList> =>
  listVoices(await requireMember(event, 'voice.record')),
)
