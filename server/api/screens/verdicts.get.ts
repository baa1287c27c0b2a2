import { defineEventHandler, setResponseHeader } from 'h3'
import { readScreenVerdicts } from '#server/screen/content.ts'
import { requireScreen } from '#server/screen/device.ts'
import type { ScreenVerdicts } from '#shared/screen/verdicts.ts'

/** The verdicts of the attract game, for paired screens only; the screen keeps them, the browser's cache does not. */
export default defineEventHandler(async (event): Promise<ScreenVerdicts> => {
  await requireScreen(event)
  setResponseHeader(event, 'cache-control', 'no-store')
  return readScreenVerdicts()
})
