/** How long a client waits before it connects again: one rule for all our pages, whatever the reason it was away. */

/** `lost`: the server cannot be reached. `sent-away`: it answered, and refused or ended the connection. */
export type Away = 'lost' | 'sent-away'

/**
 * First and longest pause, ms. A lost hall must be back soon after its server is; who is sent away leaves the server
 * more and more alone.
 */
const PAUSES = {
  lost: { firstMs: 500, longestMs: 5_000 },
  'sent-away': { firstMs: 1_000, longestMs: 5 * 60_000 },
} satisfies Record<Away, object>

/** A connection that has lasted this long was a good one: the pauses start from the beginning, ms. */
export const STEADY_MS = 60_000
/** Shortest time between the beginnings of two attempts, ms; also where a page asks for one at once. */
export const ATTEMPT_GAP_MS = 1_000

/**
 * Doubled with each failure up to the limit.
 * @param failures in a row for this reason, before this one
 * @param chance in [0, 1): jitter over half of the pause, so that a room full of clients does not return at one moment
 */
export function pauseMs(why: Away, failures: number, chance: number): number {
  const { firstMs, longestMs } = PAUSES[why]
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures, 30)) * (0.5 + chance / 2)
}
