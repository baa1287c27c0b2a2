/**
 * The verdicts of the attract game. They are fetched by paired screens only, so that a screen can answer while its
 * server is away, and kept apart from the messages: a verdict is read when its message has been judged, one at a time.
 */
import type { JudgeItem, Truth } from '../content/item.ts'
import { type Feedback, judge } from '../quiz/grade.ts'

/** What a screen shows once a message was judged. */
export interface Verdict extends Pick<Feedback, 'truth' | 'flags' | 'explanation' | 'rule' | 'scamType'> {
  id: string
}

export interface ScreenVerdicts {
  /** The version of the content (ScreenContent) that they belong to. */
  version: string
  verdicts: Verdict[]
}

export function verdictOf(item: JudgeItem): Verdict {
  const { truth, flags, explanation, rule, scamType } = judge(item, 0, item.truth, null)
  return { id: item.id, truth, flags, explanation, rule, scamType }
}

const TRUTHS: readonly unknown[] = ['scam', 'genuine'] satisfies Truth[]

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

/** Whether a verdict from the screen's storage, or from a server of another version, has all that is shown of it. */
export function isVerdict(value: unknown): value is Verdict {
  const { id, truth, flags, explanation, rule } = fieldsOf(value)
  const isText = (each: unknown) => typeof each === 'string'
  return TRUTHS.includes(truth) && Array.isArray(flags) && [id, explanation, rule].every(isText)
}

export function areVerdicts(value: unknown): value is ScreenVerdicts {
  const { version, verdicts } = fieldsOf(value)
  return typeof version === 'string' && Array.isArray(verdicts) && verdicts.every(isVerdict)
}
