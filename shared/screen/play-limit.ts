/** How long a visitor's play may hold back an urgent warning: long enough to finish most stories. Durations in ms. */

/** Longest play while a warning waits. */
export const PLAY_MAX_MS = 8 * 60_000
/** Whoever has played longer than that already still gets this time. */
export const GRACE_MS = 2 * 60_000
/** The visitor is told during the last minute. */
const TELL_MS = 60_000

export interface PlayTimes {
  begunAt: number
  /** Since when a warning waits; undefined while there is none: then a play has no limit. */
  waitsSince: number | undefined
}

/** Seconds until the play ends, and whether the visitor is to be told. */
export function secondsLeft({ begunAt, waitsSince }: PlayTimes, now: number): { left: number; tell: boolean } {
  if (waitsSince === undefined) return { left: Infinity, tell: false }
  const left = Math.max(begunAt + PLAY_MAX_MS, waitsSince + GRACE_MS) - now
  return { left: Math.ceil(left / 1_000), tell: left <= TELL_MS }
}
