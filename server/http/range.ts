/** The part of a file that a request asks for (RFC 9110 §14). */

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
  const from = first ?? Math.max(0, size - (last ?? 0))
  const to = Math.min(size - 1, first === undefined ? size - 1 : (last ?? size - 1))
  if (from >= size || (first === undefined && last === 0)) return 'unsatisfiable'
  return from > to ? undefined : { from, to }
}
