import { defineEventHandler } from 'h3'
import { requireScreen } from '#server/screen/device.ts'
import { readAllVoices } from '#server/voice/public.ts'
import type { AllVoices } from '#shared/voice/voice.ts'

/** Which lines have a voice, for a paired screen, which fetches the sounds in advance and keeps them. */
export default defineEventHandler(async (event): Promise<AllVoices> => {
  const { stationId } = await requireScreen(event)
  return readAllVoices(stationId)
})
