import { defineEventHandler } from 'h3'
import { readScreenContent } from '#server/screen/content.ts'
import { requireScreen } from '#server/screen/device.ts'
import type { ScreenContent } from '#shared/screen/content.ts'

/** What a paired screen shows in turn: it keeps it, and goes on while the server is away. */
export default defineEventHandler(async (event): Promise<ScreenContent> => {
  await requireScreen(event)
  return readScreenContent()
})
