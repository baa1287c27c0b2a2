import { defineContentHandler } from '#server/content/cache.ts'
import { parseParams } from '#server/http/parse.ts'
import { readVoices } from '#server/voice/public.ts'
import { subjectParams } from '#shared/voice/input.ts'
import type { SubjectVoices } from '#shared/voice/voice.ts'

/** The approved recordings of the lines of one scenario, panel or card. */
export default defineContentHandler(async (event): Promise<SubjectVoices> => {
  const { subject, id } = parseParams(event, subjectParams)
  return readVoices(subject, id)
})
