import { defineEventHandler } from 'h3'
import { readScreenContent } from '#server/screen/content.ts'
import { requireScreen } from '#server/screen/device.ts'
import type { ScreenContent } from '#shared/screen/content.ts'

/**
 * The content that a paired screen rotates through; the screen caches it and continues while the server is unreachable.
 */
export default defineEventHandler(async (event): Promise<ScreenContent> => {
  await requireScreen(event)
  return readScreenContent()
})
