/** Answers a request for a part of a file (RFC 9110, section 14); several parts at once are answered with the whole. */
import { getHeader, type H3Event, setResponseHeaders, setResponseStatus } from 'h3'

interface Part {
  from: number
  /** Inclusive. */
  to: number
}

/** @returns undefined: the whole; `null`: there is no such part */
export function rangeIn(header: string | undefined, size: number): Part | null | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (!first && !last) return undefined
  // Without a beginning: so many bytes at the end.
  const from = first ? Number(first) : Math.max(0, size - Number(last))
  const to = first && last ? Math.min(size - 1, Number(last)) : size - 1
  if (first && last && Number(last) < from) return undefined
  return from < size && from <= to ? { from, to } : null
}

/** @param etag of the whole; a part of another version is not asked for */
export function partOf(event: H3Event, bytes: Buffer, etag: string): Buffer {
  const condition = getHeader(event, 'if-range')
  const part = condition && condition !== etag ? undefined : rangeIn(getHeader(event, 'range'), bytes.length)
  setResponseHeaders(event, { 'accept-ranges': 'bytes' })
  if (part === undefined) return bytes
  if (part === null) {
    setResponseStatus(event, 416)
    setResponseHeaders(event, { 'content-range': `bytes */${bytes.length}` })
    return Buffer.alloc(0)
  }
  setResponseStatus(event, 206)
  setResponseHeaders(event, { 'content-range': `bytes ${part.from}-${part.to}/${bytes.length}` })
  return bytes.subarray(part.from, part.to + 1)
}
