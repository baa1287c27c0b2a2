/**
 * Counts of what visitors did, as they may be published: in steps, at secret places, and only now and then. A member
 * who polls, subtracts, or adds phones of his own learns neither how many others there were nor that one has come.
 *
 * A published count is the largest multiple of `STEP` whose place the true count has reached, so it is never more than
 * the truth. The places of a cell are `STEP * k + offset + jitter(k)`. Without the jitter whoever makes a count step
 * himself would know where the next step is, wait just below it, and see the next visitor come. Without the offset the
 * distances between many steps would tell where they begin, and so the count itself. The offset has no upper limit:
 * with one, a count of zero could be concluded from a first step that comes as late as it can.
 * tests/unit/campaign-steps.test.ts attacks it.
 */

/** Counts are published in multiples of this, and none is below it. */
export const STEP = 5
/** A jitter is less than this, so that places never change their order. */
const JITTER = 5
/** The offset grows by one with this chance, again and again. */
const FURTHER = 0.75
/** Where the chance of a further offset is below one in a million. */
const OFFSET_MAX = 48

/** How often what is published is looked at anew, in ms: the live stream, pages and files know nothing later. */
export const PUBLISH_MS = 10 * 60_000

/** Since when the counts of a moment are published, in ms. */
export const publishedSince = (at: number): number => Math.floor(at / PUBLISH_MS) * PUBLISH_MS

/** How long it takes until what happens now is published, in ms. */
export const untilPublished = (now: number): number => publishedSince(now) + PUBLISH_MS - now

/** Secret numbers of a cell, always the same for the same name: a whole number from 0 to 2³² − 1. */
export type Draw = (name: string) => number

const WHOLE = 2 ** 32

function offsetOf(draw: Draw): number {
  // The number of further draws in a row, from one draw: P(offset ≥ n) = FURTHER ** n.
  const chance = (draw('offset') + 1) / WHOLE
  return Math.min(OFFSET_MAX, Math.floor(Math.log(chance) / Math.log(FURTHER)))
}

/** @returns a multiple of `STEP`, at most `count`; 0 means nothing is shown, whether the count is zero or not. */
export function stepped(count: number, draw: Draw): number {
  const offset = offsetOf(draw)
  const placeOf = (step: number) => STEP * step + offset + (draw(`step:${step}`) % JITTER)
  let step = Math.max(0, Math.floor((count - offset) / STEP))
  while (step > 0 && placeOf(step) > count) step--
  return step * STEP
}

const COARSE_STEP = 50

/** The same in steps so large that tens of them say nothing about one visitor. Only what a flood makes is seen. */
export const coarse = (count: number, draw: Draw): number =>
  Math.max(0, Math.floor((count - (draw('coarse') % COARSE_STEP)) / COARSE_STEP)) * COARSE_STEP

/** A count as it is shown; null where it is below the first step. */
export type Shown = number | null
export const shownStep = (published: number): Shown => (published > 0 ? published : null)
