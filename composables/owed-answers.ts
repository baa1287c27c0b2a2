import { readApiError } from './useApi.ts'
import { isFinal } from '#shared/errors.ts'
import { delay, giveUp, settle } from '#shared/outbox.ts'
import { ANSWER, answerId, answerOf, nextAnswers, QUIZ_KEY } from '#shared/quiz/owed.ts'
import type { Feedback } from '#shared/quiz/grade.ts'
import type { AnswerChoice, QuizItem } from '#shared/quiz/quiz.ts'

/** Of the quiz store, as it stands in storage. */
interface Stored {
  attemptId: string | null
  items: QuizItem[]
  feedback: Record<number, Feedback>
  unread: number[]
}

/** What the server said to some answers; undefined if they will never be taken. @throws while trying again may help. */
async function send(attemptId: string, answers: AnswerChoice[]): Promise<Feedback[] | undefined> {
  try {
    const reply = await callApi('/api/attempts/:id/answers', {
      params: { id: attemptId },
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

/** Writes the verdicts on answers that were sent into what the quiz remembers, if they are of its attempt. */
function remember(attemptId: string, feedback: Feedback[], sent: readonly number[]): void {
  const state = JSON.parse(localStorage.getItem(QUIZ_KEY)!) as Stored | null
  if (attemptId !== state?.attemptId) return
  for (const each of feedback) {
    if (!state.feedback[each.position]) state.unread.push(each.position)
    state.feedback[each.position] ??= each
  }
  // Without a verdict: the item has left the bank since, and leaves the form.
  state.items = state.items.filter(({ position }) => state.feedback[position] || !sent.includes(position))
  localStorage.setItem(QUIZ_KEY, JSON.stringify(state))
}

/**
 * Brings owed answers to the server without the quiz: to load its store for that would be ten times the code, and to
 * take the store out of the quiz another file for every phone. A quiz that lives in this tab or another one takes the
 * outcome over as it does that of any tab (`catchUp` in the store). What cannot be sent now stays for the next page,
 * and a start that the server has not confirmed stays for the quiz, with its answers.
 */
export async function deliverOwedAnswers(): Promise<void> {
  const outbox = useOutboxStore()
  outbox.hurry()
  for (let batch; (batch = nextAnswers(outbox.box, Date.now()));) {
    const [first] = batch
    const answers = batch.map(answerOf)
    const sent = answers.map(({ position }) => position)
    try {
      const feedback = await send(first.lane, answers)
      const ids = sent.map((position) => answerId(first.lane, position))
      outbox.change((box) => (feedback ? settle(box, ANSWER, ids) : giveUp(box, first)))
      if (feedback) remember(first.lane, feedback, sent)
    } catch {
      outbox.change((box) => delay(box, first, Date.now(), Math.random()))
    }
  }
}
