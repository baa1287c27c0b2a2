/** What one connection may ask of the server. */

export interface EventLimit {
  /** Events per connection and window; what exceeds it is answered with `too_many`. */
  events: number
  windowMs: number
}

/** An office page or a screen needs a handful. */
export const USUAL_LIMIT: EventLimit = { events: 60, windowMs: 10_000 }
/** Whoever goes on regardless for this many times the limit is cut off. */
const HOPELESS = 10

/** Counts the events of one connection. @returns what to do with this one */
export function countEvents({ events, windowMs }: EventLimit): (now: number) => 'take' | 'refuse' | 'cut' {
  let windowStart = 0
  let count = 0
  return (now) => {
    if (now - windowStart > windowMs) {
      windowStart = now
      count = 0
    }
    count += 1
    if (count <= events) return 'take'
    return count <= events * HOPELESS ? 'refuse' : 'cut'
  }
}
