/** When a screen whose server has another build loads its page anew. */

/** A reload that has not led to the wanted build is tried again after this time, ms, four times longer each time. */
const FIRST_MS = 5 * 60_000
const LONGEST_MS = 24 * 3600_000

/** What a screen remembers over a reload. */
export interface Renewal {
  /** The build that was wanted. */
  build: string
  /** Number of reloads for it. */
  times: number
  /** The last of them, ms since the epoch of this device's clock. */
  at: number
}

export const isRenewal = (value: unknown): value is Renewal =>
  typeof value === 'object' &&
  value !== null &&
  'build' in value &&
  typeof value.build === 'string' &&
  'times' in value &&
  Number.isFinite(value.times) &&
  'at' in value &&
  Number.isFinite(value.at)

/** How long to wait before the page is loaded anew, ms; 0: now. The new page may fail, and must not be in a loop. */
export function renewalWait(last: Renewal | undefined, build: string, now: number): number {
  if (last?.build !== build) return 0
  const pause = Math.min(LONGEST_MS, FIRST_MS * 4 ** (last.times - 1))
  const since = now - last.at
  // Negative: the clock was set back since.
  return since < 0 ? pause : Math.max(0, pause - since)
}

export const renewed = (last: Renewal | undefined, build: string, now: number): Renewal => ({
  build,
  times: last?.build === build ? last.times + 1 : 1,
  at: now,
})
