import { defineEventHandler, setResponseHeaders } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { readLogo } from '#server/site/logo.ts'
import { idParams } from '#shared/ids.ts'

export default defineEventHandler(async (event): Promise<Buffer> => {
  const logo = await readLogo(parseParams(event, idParams).id)
  setResponseHeaders(event, {
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    // A new logo has a new id.
    'cache-control': 'public, max-age=31536000, immutable',
  })
  return logo
})
