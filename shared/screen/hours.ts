/** Spans of the day in clock time: opening hours, and the timetable of the volume. Pure; the clock is an argument. */

/** Clock times `HH:MM` of Asia/Shanghai. With `to` at or before `from` it ends on the next day. */
export interface Span {
  from: string
  to: string
}

/** Begins on these days: 1 is Monday, 7 is Sunday. */
export interface OpeningSpan extends Span {
  days: number[]
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 3600_000
/** Asia/Shanghai has been UTC+8 all year since 1991. */
const AHEAD_MS = 8 * 3600_000
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4
/** Whoever is open for a week without a pause never closes. */
const ROUND_THE_CLOCK_MS = 7 * DAY_MS

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
const weekdayOf = (day: number): number => ((day + FIRST_WEEKDAY - 1) % 7) + 1

/** When the span that `at` lies in has begun, ms since the epoch; undefined outside of it. Its end is outside. */
function begunAt({ from, to, days }: Span & { days?: readonly number[] }, at: number): number | undefined {
  const today = Math.floor((at + AHEAD_MS) / DAY_MS)
  const begin = minutesOf(from)
  const length = (minutesOf(to) - begin + 24 * 60) % (24 * 60) || 24 * 60
  for (const day of [today, today - 1]) {
    if (days && !days.includes(weekdayOf(day))) continue
    const start = day * DAY_MS - AHEAD_MS + begin * MINUTE_MS
    if (start <= at && at < start + length * MINUTE_MS) return start
  }
  return undefined
}

export const isWithin = (span: Span, at: number): boolean => begunAt(span, at) !== undefined

/**
 * Since when it is open, ms since the epoch; spans that touch are one. Undefined: it is closed.
 * @param hours none: it is always open, as it is with spans that leave no gap; then it is -Infinity
 */
export function openSince(hours: readonly OpeningSpan[], at: number): number | undefined {
  if (hours.length === 0) return -Infinity
  let since: number | undefined
  for (let look = at; look > at - ROUND_THE_CLOCK_MS; look = since - 1) {
    const begins = hours.flatMap((span) => begunAt(span, look) ?? [])
    if (begins.length === 0) return since
    since = Math.min(...begins)
  }
  return -Infinity
}

export const isOpen = (hours: readonly OpeningSpan[], at: number): boolean => openSince(hours, at) !== undefined

/** Spans change at full minutes only. @returns the next one, ms since the epoch */
export const nextMinute = (at: number): number => (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS
