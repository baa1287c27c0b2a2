import { defineEventHandler, getHeader, sendStream, setResponseHeaders, setResponseStatus } from 'h3'
import { z } from 'zod'
import { parseParams } from '#server/http/parse.ts'
import { rangeOf } from '#server/http/range.ts'
import { openMedium } from '#server/programme/media.ts'

const mediaParams = z.object({ id: z.string().max(60) })
/** The name is the content's hash: it never changes. Seconds. */
const MAX_AGE = 365 * 24 * 3600

/** Open to everybody who knows the hash: screens, and the office's preview. */
export default defineEventHandler(async (event): Promise<undefined> => {
  const { id } = parseParams(event, mediaParams)
  const { type, bytes, read } = await openMedium(id)
  setResponseHeaders(event, {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    'cache-control': `public, max-age=${MAX_AGE}, immutable`,
    etag: `"${id}"`,
  })
  const range = rangeOf(getHeader(event, 'range'), bytes)
  if (range === 'unsatisfiable') {
    setResponseStatus(event, 416)
    setResponseHeaders(event, { 'content-range': `bytes */${bytes}`, 'content-length': 0 })
    event.node.res.end()
    return undefined
  }
  const { from, to } = range ?? { from: 0, to: bytes - 1 }
  if (range) {
    setResponseStatus(event, 206)
    setResponseHeaders(event, { 'content-range': `bytes ${from}-${to}/${bytes}` })
  }
  setResponseHeaders(event, { 'content-length': to - from + 1 })
  await sendStream(event, read(from, to))
  return undefined
})
