/** How long somebody who keeps failing has to wait. Pure: the clock is an argument. */

export interface Failures {
  /** In a row, without a success and without a long pause. */
  count: number
  lockedUntil: Date | null
  /** Of the last failure. */
  at: Date
}

/** Failures that cost nothing. */
export const FREE_FAILURES = 5
/** The same for all unknown devices together, so that one mistyping colleague does not lock out the next. */
export const FREE_FAILURES_OF_STRANGERS = 20

const FIRST_LOCK_MS = 30_000
const LONGEST_LOCK_MS = 30 * 60_000
/** After this long without a failure, the count starts anew. */
export const FORGET_MS = 24 * 3600_000

/**
 * Length of the lock that the `count`-th failure in a row brings, in ms: 0 for the free ones, then 30 s, 1, 2, 4 … 30
 * min.
 */
export function lockMs(count: number, free = FREE_FAILURES): number {
  if (count <= free) return 0
  return Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.min(count - free - 1, 20))
}

/** Time left until the next attempt is let in, in ms; 0 when it may come now. */
export function waitMs(failures: Failures | undefined, now: Date): number {
  return Math.max(0, (failures?.lockedUntil?.getTime() ?? 0) - now.getTime())
}

/** The state after one more failure. Only an attempt that was let in may be counted. */
export function fail(before: Failures | undefined, now: Date, free = FREE_FAILURES): Failures {
  const remembered = before && now.getTime() - before.at.getTime() < FORGET_MS ? before.count : 0
  const count = remembered + 1
  const lock = lockMs(count, free)
  return { count, lockedUntil: lock ? new Date(now.getTime() + lock) : null, at: now }
}

/** `30 秒`, `2 分钟`: rounded up, so that who waits that long is let in. */
export function waitText(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${Math.max(1, seconds)} 秒` : `${Math.ceil(seconds / 60)} 分钟`
}
