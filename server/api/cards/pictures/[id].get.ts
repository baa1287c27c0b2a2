import { defineEventHandler, handleCacheHeaders, setResponseHeaders } from 'h3'
import { readPicture } from '#server/card/pictures.ts'
import { parseParams } from '#server/http/parse.ts'
import { currentMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'

/**
 * How long a device may show a picture from its cache, in seconds: short, so that the picture of a withdrawn card soon
 * disappears from devices, too.
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
  // The picture of an id never changes.
  if (open && handleCacheHeaders(event, { maxAge: MAX_AGE, etag: `"${id}"` })) return undefined
  if (!open) setResponseHeaders(event, { 'cache-control': 'private, no-store' })
  return Buffer.from(bytes)
})
