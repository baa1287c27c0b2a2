import { readApiError } from './useApi.ts'
import { isFinal } from '#shared/errors.ts'
import { delay, giveUp, settle } from '#shared/outbox.ts'
import { ANSWER, answerOf, nextAnswers, QUIZ_KEY } from '#shared/quiz/owed.ts'
import type { Feedback } from '#shared/quiz/grade.ts'
import type { AnswerChoice, AnswersReply, QuizItem } from '#shared/quiz/quiz.ts'

/** The state of the quiz store, as stored. */
interface Stored {
  attemptId: string | null
  items: QuizItem[]
  feedback: Record<number, Feedback>
  unread: number[]
  ended: boolean
  uncounted: boolean
}

/** The server's reply to some answers; undefined if it will never accept them. @throws if a retry may help */
async function send(attemptId: string, answers: AnswerChoice[]): Promise<AnswersReply | undefined> {
  try {
    const reply = await callApi('/api/attempts/:id/answers', {
      params: { id: attemptId },
      method: 'POST',
      body: { answers },
      timeout: 12_000,
    })
    // A captive portal answers every request with a page of its own.
    if (!Array.isArray(reply?.feedback)) throw new TypeError('not our server')
    return reply
  } catch (thrown) {
    if (isFinal(readApiError(thrown))) return undefined
    throw thrown
  }
}

/** Writes the feedback into the stored quiz, if it belongs to the stored attempt. */
function remember(
  attemptId: string,
  { feedback, withdrawn = [], uncounted }: AnswersReply,
  sent: readonly number[],
): void {
  const state = JSON.parse(localStorage.getItem(QUIZ_KEY)!) as Stored | null
  if (attemptId !== state?.attemptId) return
  if (uncounted) state.uncounted = state.ended = true
  for (const each of feedback) {
    if (!state.feedback[each.position]) state.unread.push(each.position)
    state.feedback[each.position] ??= each
  }
  // Without feedback the item was removed from the bank, so it is removed from the form.
  const over = [...sent, ...withdrawn]
  state.items = state.items.filter(({ position }) => state.feedback[position] || !over.includes(position))
  localStorage.setItem(QUIZ_KEY, JSON.stringify(state))
}

/**
 * Sends the unsent answers without loading the quiz: its store would be ten times the code, and splitting the store off
 * would mean another file for every phone. An open quiz, in this tab or another, takes the result over as it does
 * changes of other tabs (`catchUp` in the store). What cannot be sent now stays for the next page, and a start that the
 * server has not confirmed stays for the quiz, with its answers.
 */
export async function deliverOwedAnswers(): Promise<void> {
  const outbox = useOutboxStore()
  outbox.hurry()
  for (let batch; (batch = nextAnswers(outbox.box, Date.now()));) {
    const [first] = batch
    const answers = batch.map(answerOf)
    const sent = answers.map(({ position }) => position)
    try {
      const reply = await send(first.lane, answers)
      const ids = batch.map(({ id }) => id)
      outbox.change((box) => (reply ? settle(box, ANSWER, ids) : giveUp(box, first)))
      if (reply) remember(first.lane, reply, sent)
    } catch {
      outbox.change((box) => delay(box, first, Date.now(), Math.random()))
    }
  }
}
