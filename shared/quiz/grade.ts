/** Judging one answer, and why. */
import type { Flag, JudgeItem, Truth } from '../content/item.ts'
import { inReadingOrder } from './mark.ts'

/** What a phone learns once its answer to an item is in. */
export interface Feedback {
  position: number
  choice: Truth
  /** Missing where the phone did not say, or remembers it from before it could. */
  sure?: boolean
  truth: Truth
  correct: boolean
  /** Red flags of a scam, or reasons to trust a genuine message, in reading order. */
  flags: Flag[]
  explanation: string
  rule: string
  scamType: string
}

export function judge(item: JudgeItem, position: number, choice: Truth, sure: boolean | null): Feedback {
  return {
    position,
    choice,
    ...(sure !== null && { sure }),
    truth: item.truth,
    correct: choice === item.truth,
    flags: inReadingOrder(
      item.flags,
      item.messages.map((message) => message.text),
    ),
    explanation: item.explanation,
    rule: item.rule,
    scamType: item.scamType,
  }
}
