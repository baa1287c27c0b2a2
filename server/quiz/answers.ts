/** Taking answers: grade, store, and only then tell why. */
import { announceReach } from '#server/campaign/announce.ts'
import { useLibrary } from '#server/content/library.ts'
import { useSql } from '#server/database/client.ts'
import { AppError } from '#shared/errors.ts'
import { type Feedback, judge } from '#shared/quiz/grade.ts'
import type { AnswerChoice } from '#shared/quiz/quiz.ts'
import { storeAnswers } from './answer-statement.ts'
import { AnswerWriter } from './answer-writer.ts'
import { requireOwnFacts } from './attempt-access.ts'

const writer = new AnswerWriter({
  store: (rows) => storeAnswers(useSql(), rows, new Date()),
  onCompleted: announceReach,
})

/** Resolves when every answer taken so far is stored. */
export const drainAnswers = () => writer.drain()

/**
 * Stores answers to one attempt and returns the feedback to each, in the order they were sent. A position that was
 * answered before keeps its first answer and gets the feedback to that.
 * @throws AppError `not_found` (unknown or foreign attempt), `bad_input` (no such position), `gone` (campaign closed),
 * `unavailable` (too busy, or the database is away).
 */
export async function submitAnswers(attemptId: string, token: string | undefined, choices: readonly AnswerChoice[]): Promise<Feedback[]> {
  const [facts, { itemById }] = await Promise.all([requireOwnFacts(attemptId, token), useLibrary()])
  const needed = facts.itemIds.reduce((sum, id) => sum + Number(itemById.has(id)), 0)
  const graded = choices.map(({ position, choice }, index) => {
    const item = itemById.get(facts.itemIds[position] ?? '')
    if (!item) throw new AppError('bad_input', '没有这一题。', { [`answers.${index}.position`]: '没有这一题' })
    return { item, row: { attemptId, position, itemId: item.id, itemVersion: item.version, truth: item.truth, choice, needed, completionEventId: facts.completionEventId } }
  })
  const stored = new Map((await writer.write(graded.map(({ row }) => row))).map((answer) => [answer.position, answer.choice]))
  if (stored.size === 0) throw new AppError('gone', '这次活动已经结束了。')
  return graded.map(({ item, row }) => judge(item, row.position, stored.get(row.position)!))
}
