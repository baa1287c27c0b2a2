/** Rate limit of the events of one connection. */

export interface EventLimit {
  /** Events per connection and window; further events are answered with `too_many`. */
  events: number
  windowMs: number
}

/** Far more than an office page or a screen needs. */
export const USUAL_LIMIT: EventLimit = { events: 60, windowMs: 10_000 }
/** A client that exceeds the limit by this factor is disconnected. */
const HOPELESS = 10

/**
 * Counts the events of one connection.
 * @returns how to handle the current one; takes the time in ms of a clock that nobody sets
 */
export function countEvents({ events, windowMs }: EventLimit): (now: number) => 'take' | 'refuse' | 'cut' {
  let windowStart = -Infinity
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
