import { defineEventHandler, setResponseStatus } from 'h3'
import { addPicture, readUpload } from '#server/card/pictures.ts'
import { parseParams, parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { pictureQuerySchema } from '#shared/card/input.ts'
import { idParams } from '#shared/ids.ts'
import type { PictureReply } from '#shared/card/view.ts'

/** The body is the file itself. */
export default defineEventHandler(async (event): Promise<PictureReply> => {
  const member = await requireMember(event, 'card.write')
  const { id } = parseParams(event, idParams)
  const query = parseQuery(event, pictureQuerySchema)
  const picture = await addPicture(member, id, query.id, await readUpload(event))
  setResponseStatus(event, 201)
  return picture
})
