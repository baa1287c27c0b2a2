/** Quiz answers in the outbox of a phone (`shared/outbox.ts`). */
import type { Owed } from '../outbox.ts'
import type { AnswerChoice } from './quiz.ts'

/** Where a browser keeps the quiz. Also known to the script in Flow.vue. */
export const QUIZ_KEY = 'jmt-quiz-1'
export const ANSWER = 'answer'
/** Answers per request. */
export const MOST_ANSWERS = 20

/** An answer on its way to the server, with its attempt: a new attempt must not lose what an earlier one still owes. */
export interface QueuedAnswer extends AnswerChoice {
  attemptId: string
}

export const answerId = (attemptId: string, position: number) => `${attemptId} ${position}`

export const owedAnswer = ({ attemptId, position, choice, sure }: QueuedAnswer) => ({
  kind: ANSWER,
  lane: attemptId,
  id: answerId(attemptId, position),
  payload: { position, choice, sure },
})

/** The answer that an entry of kind `ANSWER` holds. */
export const answerOf = ({ payload }: Owed) => payload as AnswerChoice

/**
 * The queue that stood in the memory of the quiz before there was an outbox, and that memory without it.
 * @param text of `QUIZ_KEY`. Looked at as text first: it need not be parsed on every page.
 * @returns undefined where there is none, or a damaged one, which is the quiz's own matter.
 */
export function earlierQueue(text: string | null): { queue: QueuedAnswer[]; rest: string } | undefined {
  if (!text?.includes('"outbox":[{')) return undefined
  try {
    const { outbox, ...rest } = JSON.parse(text) as { outbox: QueuedAnswer[] }
    const sound = outbox.every(({ attemptId, position }) => typeof attemptId === 'string' && position >= 0)
    return sound ? { queue: outbox, rest: JSON.stringify(rest) } : undefined
  } catch {
    return undefined
  }
}
