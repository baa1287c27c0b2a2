/**
 * Answers that arrive after their campaign was closed, for example from a phone that was offline. Whoever has answered
 * gets to see why, and the result; nothing is stored or counted. With the salt gone nobody can prove whose attempt it
 * is, but nothing that was stored for it is shown either.
 */
import { eq } from 'drizzle-orm'
import { useLibrary } from '#server/content/library.ts'
import { useDatabase } from '#server/database/client.ts'
import { attempts, campaigns } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { type Feedback, judge } from '#shared/quiz/grade.ts'
import type { JudgeItem } from '#shared/content/item.ts'
import type { AnswerChoice, AnswersReply } from '#shared/quiz/quiz.ts'
import { type QuizResult, resultOf } from '#shared/quiz/result.ts'
import { withdrawnFrom } from './answers.ts'
import { NO_ATTEMPT } from './attempt-access.ts'

/** The form of an attempt in a closed campaign. @throws AppError `not_found`, and `conflict` while it is open. */
async function closedForm(attemptId: string): Promise<readonly string[]> {
  const [attempt] = await useDatabase()
    .select({ itemIds: attempts.itemIds, status: campaigns.status })
    .from(attempts)
    .innerJoin(campaigns, eq(campaigns.id, attempts.campaignId))
    .where(eq(attempts.id, attemptId))
  if (!attempt) throw new AppError('not_found', NO_ATTEMPT)
  // Graded without being stored, they could be tried out first and then be answered right.
  if (attempt.status !== 'closed') throw new AppError('conflict', '这次活动还没有结束，请回到答题页接着答。')
  return attempt.itemIds
}

type Bank = ReadonlyMap<string, JudgeItem>

const grade = (itemIds: readonly string[], bank: Bank, choices: readonly AnswerChoice[]): Feedback[] =>
  choices.flatMap(({ position, choice, sure = null }) => {
    const item = bank.get(itemIds[position] ?? '')
    return item ? judge(item, position, choice, sure) : []
  })

/** Feedback to each answer whose item is in the bank, and what of the form no longer is. @throws as `closedForm`. */
export async function gradeUncounted(attemptId: string, choices: readonly AnswerChoice[]): Promise<AnswersReply> {
  const [itemIds, { itemById }] = await Promise.all([closedForm(attemptId), useLibrary()])
  const withdrawn = withdrawnFrom(itemIds, itemById)
  const feedback = grade(itemIds, itemById, choices)
  return { feedback, uncounted: true, ...(withdrawn.length > 0 && { withdrawn }) }
}

/**
 * The result of these answers. @throws as `closedForm`, `conflict` while answers are missing, and `gone` where all that
 * was answered has been withdrawn since.
 */
export async function uncountedResult(attemptId: string, choices: readonly AnswerChoice[]): Promise<QuizResult> {
  const [itemIds, { itemById, scams }] = await Promise.all([closedForm(attemptId), useLibrary()])
  const first = new Map(choices.toReversed().map((each) => [each.position, each]))
  const graded = grade(itemIds, itemById, [...first.values()])
  const open = itemIds.filter((id, position) => itemById.has(id) && !first.has(position))
  if (open.length > 0) throw new AppError('conflict', '还有题没有答完。')
  if (graded.length === 0) throw new AppError('gone', '这一组题都撤下了，没有结果可看。')
  return resultOf(graded, scams, itemIds.length - graded.length)
}
