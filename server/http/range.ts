/** Answers a request for a part of a file (RFC 9110 §14); several parts at once are answered with the whole. */
import { getHeader, type H3Event, setResponseHeaders, setResponseStatus } from 'h3'

export interface ByteRange {
  /** Both included. */
  from: number
  to: number
}

/**
 * @param header `Range`; anything but one range of bytes is answered with the whole
 * @returns undefined: the whole; `unsatisfiable`: outside of the file
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match || (!match[1] && !match[2])) return undefined
  const [first, last] = [match[1], match[2]].map((digits) => (digits ? Number(digits) : undefined))
  // Without a beginning: so many bytes at the end.
  const from = first ?? Math.max(0, size - (last ?? 0))
  const to = Math.min(size - 1, first === undefined ? size - 1 : (last ?? size - 1))
  if (from >= size || (first === undefined && last === 0)) return 'unsatisfiable'
  return from > to ? undefined : { from, to }
}

/** The part of a file in memory that a request asks for. @param etag of the whole; a part of another version is not */
export function partOf(event: H3Event, bytes: Buffer, etag: string): Buffer {
  const condition = getHeader(event, 'if-range')
  const part = condition && condition !== etag ? undefined : rangeOf(getHeader(event, 'range'), bytes.length)
  setResponseHeaders(event, { 'accept-ranges': 'bytes' })
  if (part === undefined) return bytes
  if (part === 'unsatisfiable') {
    setResponseStatus(event, 416)
    setResponseHeaders(event, { 'content-range': `bytes */${bytes.length}` })
    return Buffer.alloc(0)
  }
  setResponseStatus(event, 206)
  setResponseHeaders(event, { 'content-range': `bytes ${part.from}-${part.to}/${bytes.length}` })
  return bytes.subarray(part.from, part.to + 1)
}
