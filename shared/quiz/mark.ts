/** Splits a message at its cues, so that they can be underlined and numbered. */
import type { Flag } from '../content/item.ts'

/** Words of a message. */
type Place = Pick<Flag, 'in' | 'quote'>

export interface Segment {
  text: string
  /** Number of the cue, from 1, as in the list below the message. */
  flag?: number
}

/**
 * Segments of one message, in reading order; joined they give the message. Cues that overlap an earlier one in the text
 * are not marked (but still listed).
 */
export function markMessage(text: string, index: number, flags: readonly Place[]): Segment[] {
  const places = flags
    .flatMap((flag, i) =>
      flag.in === index ? [{ start: text.indexOf(flag.quote), length: flag.quote.length, flag: i + 1 }] : [],
    )
    .filter(({ start }) => start >= 0)
    .sort((a, b) => a.start - b.start)
  const segments: Segment[] = []
  let end = 0
  for (const { start, length, flag } of places) {
    if (start < end) continue
    if (start > end) segments.push({ text: text.slice(end, start) })
    segments.push({ text: text.slice(start, start + length), flag })
    end = start + length
  }
  if (end < text.length) segments.push({ text: text.slice(end) })
  return segments
}

/** Numbers cues in reading order: messages from the top, each from its beginning. */
export function inReadingOrder<T extends Place>(flags: readonly T[], texts: readonly string[]): T[] {
  const place = (flag: T) => texts[flag.in]?.indexOf(flag.quote) ?? -1
  return [...flags].sort((a, b) => a.in - b.in || place(a) - place(b))
}
