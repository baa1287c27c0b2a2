/** Quiz answers, and starts whose first item is shown already, in the outbox of a phone (`shared/outbox.ts`). */
import { giveUp, nextBatch, type Outbox, type Owed, put, settle, waitFor } from '../outbox.ts'
import type { AnswerChoice, AttemptView } from './quiz.ts'

/** Where a browser keeps the quiz. Also known to the script in Flow.vue. */
export const QUIZ_KEY = 'jmt-quiz-1'
export const ANSWER = 'answer'
export const START = 'start'
/** Answers per request. */
const MOST_ANSWERS = 20

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

/** A start that began with the item that came with the page (`FirstItem`). Its lane and id are those of the attempt. */
interface OwedStart {
  code: string
  itemId: string
  proof: string
  /** It has got another id once already. */
  renewed?: boolean
}

export const owedStart = (attemptId: string, payload: OwedStart) => ({
  kind: START,
  lane: attemptId,
  id: attemptId,
  payload,
})

/** The start that an entry of kind `START` holds. */
export const startOf = ({ payload }: Owed) => payload as OwedStart

/** Whether the server does not know of this attempt yet. */
export const isUnconfirmed = (box: Outbox, attemptId: string | null): boolean =>
  box.owed.some(({ kind, lane }) => kind === START && lane === attemptId)

/** Without the answers to attempts that the server does not know: it would refuse them for good. */
const sendable = (box: Outbox): Outbox => ({
  ...box,
  owed: box.owed.filter(({ kind, lane }) => kind !== ANSWER || !isUnconfirmed(box, lane)),
})

/** The answers to send next; undefined when none can be sent now. */
export const nextAnswers = (box: Outbox, now: number) => nextBatch(sendable(box), ANSWER, now, MOST_ANSWERS)

/** ms until a start or an answer can be sent; undefined when none is owed. */
export function waitForQuiz(box: Outbox, now: number): number | undefined {
  const waits = [START, ANSWER].flatMap((kind) => waitFor(sendable(box), kind, now) ?? [])
  return waits.length ? Math.min(...waits) : undefined
}

/** Whether the form of an attempt begins with the item that was shown. */
export function beginsAsShown(start: Owed, { items, answered }: AttemptView): boolean {
  const first = [...items, ...answered.map(({ item }) => item)].find(({ position }) => position === 0)
  return first?.id === startOf(start).itemId
}

/** The server has confirmed a start. With another first item, what was answered to the one shown belongs to nothing. */
export const confirmStart = (box: Outbox, start: Owed, view: AttemptView): Outbox =>
  settle(beginsAsShown(start, view) ? box : giveUp(box, { kind: ANSWER, lane: start.lane }), START, [start.id])

/** Another id for a start, with the answers that wait for it. */
export function renewStart(box: Outbox, start: Owed, id: string): Outbox {
  const answers = box.owed
    .filter(({ kind, lane }) => kind === ANSWER && lane === start.lane)
    .map((entry) => owedAnswer({ attemptId: id, ...answerOf(entry) }))
  const rest = giveUp(giveUp(box, start), { kind: ANSWER, lane: start.lane })
  return [owedStart(id, { ...startOf(start), renewed: true }), ...answers].reduce(put, rest)
}

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
