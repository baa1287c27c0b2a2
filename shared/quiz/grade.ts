/** Grading of one answer, with its feedback. */
import type { Flag, JudgeItem, Truth } from '../content/item.ts'
import { inReadingOrder } from './mark.ts'

/** The feedback that a phone gets once it has answered an item. */
export interface Feedback {
  position: number
  choice: Truth
  /** Missing if the phone did not send it, or in data stored by an older version. */
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
