/** When a screen that is not connected is missed. Pure; the clock is an argument. */
import { type OpeningSpan, openSince } from './hours.ts'

/** A page that is loaded anew is back by then, ms. */
export const GRACE_MS = 15_000
/** Whoever opens the hall switches the screens on by then, ms. */
export const OPENING_GRACE_MS = 10 * 60_000

interface Seen {
  online: boolean
  /** Null: it was never in use. */
  lastSeenAt: number | null
  openingHours: readonly OpeningSpan[]
}

/**
 * Since when a screen is missed, ms since the epoch; undefined: it is there, was never in use, or the hall is closed.
 * @param graces that are left to it; without them it is missed at once
 */
export function missedSince(
  { online, lastSeenAt, openingHours }: Seen,
  now: number,
  graces: { lost: number; opening: number } = { lost: 0, opening: 0 },
): number | undefined {
  if (online || lastSeenAt === null) return undefined
  const open = openSince(openingHours, now)
  if (open === undefined) return undefined
  const [since, grace] = lastSeenAt >= open ? [lastSeenAt, graces.lost] : [open, graces.opening]
  return now - since >= grace ? since : undefined
}
