/** The current sample: which quiz item the hall screens show, without its answer. */
import type { JudgeItem } from '../content/item.ts'

/** How long one item is shown, in ms. */
export const SAMPLE_MS = 20_000
/** Limits for a font size that is readable from two metres: characters over all bubbles, and bubbles. */
const CHARACTERS_MAX = 96
const BUBBLES_MAX = 3

/** Whether an item can be read in passing. */
export function fitsScreen(item: Pick<JudgeItem, 'messages' | 'sender'>): boolean {
  return (
    item.messages.length <= BUBBLES_MAX &&
    item.messages.reduce((sum, message) => sum + message.text.length, 0) <= CHARACTERS_MAX
  )
}

/** A fixed pseudo-random order, so that neighbours in the bank do not follow each other (FNV-1a, 32 bit). */
function rank(id: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0
  return hash
}

/**
 * The item that all screens of the hall show at `at` (ms since the epoch); undefined when none fits.
 * @param stay how long each item is shown, ms
 */
export function sampleAt<T extends Pick<JudgeItem, 'id' | 'messages' | 'sender'>>(
  items: readonly T[],
  at: number,
  stay = SAMPLE_MS,
): T | undefined {
  const fitting = items.filter(fitsScreen).sort((a, b) => rank(a.id) - rank(b.id))
  return fitting.length ? fitting[Math.floor(at / stay) % fitting.length] : undefined
}
