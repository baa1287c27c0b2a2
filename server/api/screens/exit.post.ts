import { defineEventHandler } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { requireScreen } from '#server/screen/device.ts'
import { leaveScreen } from '#server/screen/station-settings.ts'
import type { OkReply } from '#shared/reply.ts'
import { exitScreenSchema } from '#shared/screen/station-input.ts'

/** An officer at the screen leaves it by the station's code. */
export default defineEventHandler(async (event): Promise<OkReply> => {
  const screen = await requireScreen(event)
  const { code } = await parseBody(event, exitScreenSchema)
  await leaveScreen(screen, code)
  return { ok: true }
})
