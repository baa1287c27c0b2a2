/** Which quiz items hall screens show. */
import type { JudgeItem } from '../content/item.ts'

/** How long a scene of the attract view is shown, in ms. */
export const SAMPLE_MS = 20_000
/** Limits for a type size that is readable from two metres on a phone as tall as the picture. */
const CHARACTERS_MAX = 140
const BUBBLES_MAX = 5

/** Whether an item can be read in passing. */
export function fitsScreen(item: Pick<JudgeItem, 'messages'>): boolean {
  return (
    item.messages.length <= BUBBLES_MAX &&
    item.messages.reduce((sum, message) => sum + message.text.length, 0) <= CHARACTERS_MAX
  )
}
