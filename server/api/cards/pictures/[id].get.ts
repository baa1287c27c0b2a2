import { defineEventHandler, handleCacheHeaders, setResponseHeaders } from 'h3'
import { readPicture } from '#server/card/pictures.ts'
import { parseParams } from '#server/http/parse.ts'
import { currentMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'

/**
 * How long a device may show it without asking, in seconds: a card that is withdrawn is gone from devices soon, too.
 */
const MAX_AGE = 60

export default defineEventHandler(async (event): Promise<Buffer | undefined> => {
  const { id } = parseParams(event, idParams)
  const { bytes, open } = await readPicture(id, () => currentMember(event))
  setResponseHeaders(event, {
    'content-type': 'image/webp',
    'x-content-type-options': 'nosniff',
    'content-disposition': 'inline',
  })
  // A picture never changes under its id.
  if (open && handleCacheHeaders(event, { maxAge: MAX_AGE, etag: `"${id}"` })) return undefined
  if (!open) setResponseHeaders(event, { 'cache-control': 'private, no-store' })
  return Buffer.from(bytes)
})
