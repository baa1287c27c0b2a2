/** Accepting answers: grade, store, and only then send the feedback. */
import { requireClock } from '#server/clock.ts'
import { useLibrary } from '#server/content/library.ts'
import { visitLimits } from '#server/campaign/visit-limits.ts'
import { useSql } from '#server/database/client.ts'
import { serverEnv } from '#server/env.ts'
import type { JudgeItem } from '#shared/content/item.ts'
import { AppError } from '#shared/errors.ts'
import { judge } from '#shared/quiz/grade.ts'
import type { AnswerChoice, AnswersReply } from '#shared/quiz/quiz.ts'
import { type AnswerRow, storeAnswers } from './answer-statement.ts'
import { AnswerWriter, type Choices } from './answer-writer.ts'
import { type AttemptFacts, requireOwnFacts, whyRefused } from './attempt-access.ts'
import { countStart } from './count-start.ts'

const writer = new AnswerWriter({
  store: (submissions) => storeAnswers(useSql(), submissions, new Date(), visitLimits().quickestAnswerMs),
  // The embedded database has one session: a second concurrent batch would only wait for it.
  inFlight: serverEnv.embeddedDatabase ? 1 : 2,
  worthwhile: 16,
})

/** Resolves when every answer accepted so far is stored, or has failed. */
export const drainAnswers = () => writer.drain()

type Facts = Pick<AttemptFacts, 'id' | 'itemIds' | 'completionEventId'>

/** @throws AppError as `whyRefused`, and `unavailable` (too busy, or the database is unreachable). */
async function write(
  { id, itemIds, completionEventId }: Facts,
  bank: ReadonlyMap<string, JudgeItem>,
  answers: readonly AnswerRow[],
): Promise<Choices> {
  requireClock()
  const live = itemIds.flatMap((itemId, position) => (bank.has(itemId) ? position : []))
  const choices = await writer.write({ attemptId: id, live, completionEventId, answers })
  if (!choices) throw await whyRefused(id)
  return choices
}

/**
 * Completes an attempt whose remaining items were removed from the bank; counted once in the ledger, like a completion
 * by a last answer. Without any stored answer it stays incomplete.
 * @throws as `write`.
 */
export const completeIfNothingIsOpen = (facts: Facts, bank: ReadonlyMap<string, JudgeItem>) => write(facts, bank, [])

/** Positions of a form whose items are no longer in the bank. */
export const withdrawnFrom = (itemIds: readonly string[], bank: ReadonlyMap<string, JudgeItem>): number[] =>
  itemIds.flatMap((itemId, position) => (bank.has(itemId) ? [] : position))

/**
 * Stores answers to one attempt and returns the feedback to each, in the order they were sent. A position that was
 * answered before keeps its first answer and gets the feedback to that. Answers to items that were removed from the
 * bank are dropped without feedback: the phone then deletes them from its outbox. All such positions are named, not
 * only the answered ones, because the phone has the others still to show.
 * @param network of the client (`networkOf`); undefined: not limited.
 * @throws AppError `not_found` (unknown or foreign attempt), `bad_input` (the form has no such position), `gone`
 * (campaign closed), `unavailable` (too busy, or the database is unreachable).
 */
export async function submitAnswers(
  attemptId: string,
  token: string | undefined,
  choices: readonly AnswerChoice[],
  network?: () => string,
): Promise<AnswersReply> {
  const [facts, { itemById }] = await Promise.all([requireOwnFacts(attemptId, token), useLibrary()])
  // The cookie came back: this phone keeps it.
  if (facts.leftOut === 'no_cookie') await countStart(facts, network?.())
  const graded = choices.flatMap(({ position, choice, sure = null }, index) => {
    const itemId = facts.itemIds[position]
    if (itemId === undefined)
      throw new AppError('bad_input', '没有这一题。', { [`answers.${index}.position`]: '没有这一题' })
    const item = itemById.get(itemId)
    return item ? [{ item, row: { position, itemId, itemVersion: item.version, truth: item.truth, choice, sure } }] : []
  })
  const stored = await write(
    facts,
    itemById,
    graded.map(({ row }) => row),
  )
  const feedback = graded.map(({ item, row: { position } }) => {
    const first = stored.get(position)
    // Without feedback the phone would take it for a dropped answer.
    if (!first) throw new AppError('unavailable')
    return judge(item, position, first.choice, first.sure)
  })
  const withdrawn = withdrawnFrom(facts.itemIds, itemById)
  return withdrawn.length ? { feedback, withdrawn } : { feedback }
}
