/** Lock times after repeated failed attempts. Pure functions: the clock is an argument. */

export interface Failures {
  /** Number of failures in a row, without a success or a long pause. */
  count: number
  lockedUntil: Date | null
  /** Time of the last failure. */
  at: Date
}

/** Number of failures without a lock. */
export const FREE_FAILURES = 5
/** The same for all unknown devices together: higher, so that one colleague's typing errors do not lock out others. */
export const FREE_FAILURES_OF_STRANGERS = 20

/**
 * The longest lock of all unknown devices together: whoever guesses from many addresses could otherwise keep a member's
 * new telephone out for half an hour at a time. About 700 guesses a day remain.
 */
export const LONGEST_LOCK_OF_STRANGERS_MS = 2 * 60_000

const FIRST_LOCK_MS = 30_000
const LONGEST_LOCK_MS = 30 * 60_000
/** After this long without a failure the count is reset. */
export const FORGET_MS = 24 * 3600_000

/**
 * Duration of the lock after the `count`-th failure in a row, in ms: 0 at first, then 30 s, 1, 2, 4 … 30 min
 * (exponential backoff).
 */
export function lockMs(count: number, free = FREE_FAILURES, longestMs = LONGEST_LOCK_MS): number {
  if (count <= free) return 0
  return Math.min(longestMs, FIRST_LOCK_MS * 2 ** Math.min(count - free - 1, 20))
}

/** Time until the next attempt is allowed, in ms; 0 if allowed now. */
export function waitMs(failures: Failures | undefined, now: Date): number {
  return Math.max(0, (failures?.lockedUntil?.getTime() ?? 0) - now.getTime())
}

/** The state after one more failure. Only attempts that were allowed may be counted. */
export function fail(before: Failures | undefined, now: Date, free = FREE_FAILURES, longestMs?: number): Failures {
  const remembered = before && now.getTime() - before.at.getTime() < FORGET_MS ? before.count : 0
  const count = remembered + 1
  const lock = lockMs(count, free, longestMs)
  return { count, lockedUntil: lock ? new Date(now.getTime() + lock) : null, at: now }
}

/** `30 秒`, `2 分钟`: rounded up, so that a person who waits that long is not refused again. */
export function waitText(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${Math.max(1, seconds)} 秒` : `${Math.ceil(seconds / 60)} 分钟`
}
