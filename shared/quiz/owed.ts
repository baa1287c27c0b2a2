/**
 * Quiz answers, and starts of attempts whose first item is shown already, in the outbox of a phone
 * (`shared/outbox.ts`).
 */
import { giveUp, nextBatch, type Outbox, type Owed, put, settle, waitFor } from '../outbox.ts'
import type { AnswerChoice, AttemptView } from './quiz.ts'

/** Key of the browser's storage for the quiz. Also used by the script in Flow.vue. */
export const QUIZ_KEY = 'jmt-quiz-1'
export const ANSWER = 'answer'
export const START = 'start'
/** Answers per request. */
const MOST_ANSWERS = 20

/** An unsent answer, with its attempt: starting a new attempt must not lose unsent answers of an earlier one. */
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

/** The payload of an entry of kind `ANSWER`. */
export const answerOf = ({ payload }: Owed) => payload as AnswerChoice

/**
 * A start of an attempt whose first item was sent with the page (`FirstItem`). Its lane and id are the attempt's id.
 */
interface OwedStart {
  code: string
  itemId: string
  proof: string
  /** Its id was replaced once already. */
  renewed?: boolean
}

export const owedStart = (attemptId: string, payload: OwedStart) => ({
  kind: START,
  lane: attemptId,
  id: attemptId,
  payload,
})

/** The payload of an entry of kind `START`. */
export const startOf = ({ payload }: Owed) => payload as OwedStart

/** Whether the start of this attempt is still unconfirmed by the server. */
export const isUnconfirmed = (box: Outbox, attemptId: string | null): boolean =>
  box.owed.some(({ kind, lane }) => kind === START && lane === attemptId)

/** The outbox without answers to unconfirmed attempts: the server would permanently refuse those. */
const sendable = (box: Outbox): Outbox => ({
  ...box,
  owed: box.owed.filter(({ kind, lane }) => kind !== ANSWER || !isUnconfirmed(box, lane)),
})

/** The answers to send next; undefined when none can be sent now. */
export const nextAnswers = (box: Outbox, now: number) => nextBatch(sendable(box), ANSWER, now, MOST_ANSWERS)

/** ms until a start or an answer can be sent; undefined when there is none. */
export function waitForQuiz(box: Outbox, now: number): number | undefined {
  const waits = [START, ANSWER].flatMap((kind) => waitFor(sendable(box), kind, now) ?? [])
  return waits.length ? Math.min(...waits) : undefined
}

/** Whether the form of an attempt begins with the item that was shown. */
export function beginsAsShown(start: Owed, { items, answered }: AttemptView): boolean {
  const first = [...items, ...answered.map(({ item }) => item)].find(({ position }) => position === 0)
  return first?.id === startOf(start).itemId
}

/** Removes a confirmed start. If the server chose another first item, the answer to the shown one is dropped. */
export const confirmStart = (box: Outbox, start: Owed, view: AttemptView): Outbox =>
  settle(beginsAsShown(start, view) ? box : giveUp(box, { kind: ANSWER, lane: start.lane }), START, [start.id])

/** Gives a start and its waiting answers another id. */
export function renewStart(box: Outbox, start: Owed, id: string): Outbox {
  const answers = box.owed
    .filter(({ kind, lane }) => kind === ANSWER && lane === start.lane)
    .map((entry) => owedAnswer({ attemptId: id, ...answerOf(entry) }))
  const rest = giveUp(giveUp(box, start), { kind: ANSWER, lane: start.lane })
  return [owedStart(id, { ...startOf(start), renewed: true }), ...answers].reduce(put, rest)
}

/**
 * For data of versions before the outbox: the queue inside the quiz's stored data, and these data without it.
 * @param text of `QUIZ_KEY`. Searched as text first, so that not every page has to parse it.
 * @returns undefined where there is no queue, or the data are damaged (the quiz itself handles that).
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
