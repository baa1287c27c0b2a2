import { defineEventHandler, setResponseStatus } from 'h3'
import { parseParams, parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { addRecording, readRecording } from '#server/voice/record.ts'
import { recordQuerySchema, subjectParams } from '#shared/voice/input.ts'
import type { RecordingView } from '#shared/voice/voice.ts'

/** The body is the recording itself, as `shared/voice/wav.ts` writes it. */
export default defineEventHandler(async (event): Promise<RecordingView> => {
  const member = await requireMember(event, 'voice.record')
  const at = parseParams(event, subjectParams)
  const query = parseQuery(event, recordQuerySchema)
  const made = await addRecording(member, at, query, await readRecording(event))
  setResponseStatus(event, 201)
  return made
})
