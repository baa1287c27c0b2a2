import { readApiError } from './useApi.ts'
import { isFinal } from '#shared/errors.ts'
import type { Feedback } from '#shared/quiz/grade.ts'
import type { AnswerChoice, AnswersReply, QuizItem } from '#shared/quiz/quiz.ts'

/** Of the quiz store, as it stands in storage. */
interface Stored {
  attemptId: string | null
  items: QuizItem[]
  outbox: (AnswerChoice & { attemptId: string })[]
  feedback: Record<number, Feedback>
  unread: number[]
}

const KEY = 'jmt-quiz-1'
/** Answers per request. */
const BATCH = 20
const read = () => JSON.parse(localStorage.getItem(KEY)!) as Stored

/** What the server said to some answers; undefined if they will never be taken. @throws while trying again may help. */
async function send(attemptId: string, answers: AnswerChoice[]): Promise<Feedback[] | undefined> {
  try {
    const reply = await $fetch<AnswersReply>(`/api/attempts/${attemptId}/answers`, {
      method: 'POST',
      body: { answers },
      timeout: 12_000,
    })
    // A gate of a public network answers everything with a page of its own.
    if (!Array.isArray(reply?.feedback)) throw new TypeError('not our server')
    return reply.feedback
  } catch (thrown) {
    if (isFinal(readApiError(thrown))) return undefined
    throw thrown
  }
}

/**
 * Brings the queue to the server, straight from storage: to load the quiz with its store for that would be ten times
 * the code, and to take the store out of the quiz another file for every phone. A quiz that lives in this tab or
 * another one takes the outcome over as it does that of any tab (`catchUp` in the store).
 * @throws when the network or the server is away, or the store is damaged: then the quiz itself puts it right.
 */
export async function deliverOwedAnswers(): Promise<void> {
  for (let [first] = read().outbox; first; [first] = read().outbox) {
    const { attemptId } = first
    const batch = read()
      .outbox.filter((answer) => answer.attemptId === attemptId)
      .slice(0, BATCH)
    const feedback = await send(
      attemptId,
      batch.map(({ position, choice, sure }) => ({ position, choice, sure })),
    )
    const sent = new Set(batch.map(({ position }) => position))
    // Read again: a tab may have written while this was under way.
    const state = read()
    state.outbox = state.outbox.filter(
      (answer) => answer.attemptId !== attemptId || (feedback && !sent.has(answer.position)),
    )
    if (feedback && attemptId === state.attemptId) {
      for (const each of feedback) {
        if (!state.feedback[each.position]) state.unread.push(each.position)
        state.feedback[each.position] ??= each
      }
      // Without a verdict: the item has left the bank since, and leaves the form.
      state.items = state.items.filter(({ position }) => state.feedback[position] || !sent.has(position))
    }
    localStorage.setItem(KEY, JSON.stringify(state))
  }
}
