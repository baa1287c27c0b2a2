import { defineEventHandler } from 'h3'
import { archiveTouchpoint } from '#server/campaign/touchpoints.ts'
import { touchpointView } from '#server/campaign/view.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { archiveTouchpointSchema } from '#shared/campaign/input.ts'
import { idParams } from '#shared/ids.ts'
import type { TouchpointReply } from '#shared/campaign/view.ts'

export default defineEventHandler(async (event): Promise<TouchpointReply> => {
  const member = await requireMember(event, 'touchpoint.edit')
  const { id } = parseParams(event, idParams)
  return touchpointView(await archiveTouchpoint(member, id, await parseBody(event, archiveTouchpointSchema)))
})
