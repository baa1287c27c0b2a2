import { defineEventHandler } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { readScreenPicture } from '#server/screen/detail.ts'
import { idParams } from '#shared/ids.ts'
import type { ScreenPicture } from '#shared/screen/picture.ts'

/** What the screen reports to show, with all that is needed to draw it. */
export default defineEventHandler(async (event): Promise<ScreenPicture> => {
  const member = await requireMember(event)
  const { id } = parseParams(event, idParams)
  return readScreenPicture(member.stationId, id)
})
