import { defineEventHandler } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { decideVoice } from '#server/voice/decide.ts'
import { idParams } from '#shared/ids.ts'
import { decideVoiceSchema } from '#shared/voice/input.ts'
import type { RecordingView } from '#shared/voice/voice.ts'

/** Approves, withdraws or erases; members do the latter two to what they recorded themselves. */
export default defineEventHandler(async (event): Promise<RecordingView> => {
  const member = await requireMember(event, 'voice.record')
  const { id } = parseParams(event, idParams)
  return decideVoice(member, id, await parseBody(event, decideVoiceSchema))
})
