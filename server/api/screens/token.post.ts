import { defineEventHandler } from 'h3'
import { renewScreenCookie } from '#server/screen/device.ts'
import type { OkReply } from '#shared/reply.ts'

/** A screen that has started: its cookie lasts for another 400 days from now. */
export default defineEventHandler(async (event): Promise<OkReply> => {
  await renewScreenCookie(event)
  return { ok: true }
})
