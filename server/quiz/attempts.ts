/** Starting and reading attempts. */
import { asc, eq, sql } from 'drizzle-orm'
import { holdOpen, requireOpenCode } from '#server/campaign/codes.ts'
import { deviceKeyOf } from '#server/campaign/device.ts'
import { recordReach } from '#server/campaign/reach.ts'
import { tally } from '#server/campaign/tallies.ts'
import { admitDevice, countsAgain, inTurnOf } from '#server/campaign/visit-limits.ts'
import { requireClock } from '#server/clock.ts'
import { useLibrary } from '#server/content/library.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { answers, attempts } from '#server/database/schema/index.ts'
import { TAXONOMY } from '#shared/content/scam.ts'
import { AppError } from '#shared/errors.ts'
import { assembleForm } from '#shared/quiz/blueprint.ts'
import { judge } from '#shared/quiz/grade.ts'
import { type AttemptView, FORM_SIZE } from '#shared/quiz/quiz.ts'
import { resultOf, type QuizResult } from '#shared/quiz/result.ts'
import type { JudgeItem } from '#shared/content/item.ts'
import { dayOf } from '#shared/station.ts'
import { completeIfNothingIsOpen } from './answers.ts'
import { rememberFacts, requireOwnAttempt } from './attempt-access.ts'
import { provesFirstItem, quizItem, seenHere, spendProof } from './first-item.ts'
import { reachEventId } from './ids.ts'
import { arrivalOf } from './shares.ts'
import type { StartVisit } from './visit.ts'

export interface StartInput extends StartVisit {
  id: string
  code: string
  /** Items the phone remembers, oldest first. */
  seen: readonly string[]
  /** The item that was sent with the page, which the phone may already show. */
  first?: { itemId: string; proof: string }
}

/**
 * Starts of one device in a campaign run one after the other (lock until the end of the transaction), because each must
 * exclude the items of the previous one.
 */
const takeTurn = (tx: Transaction, campaignId: string, deviceKey: Buffer) =>
  tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`start:${campaignId}:${deviceKey.toString('hex')}`}, 0))`,
  )

/**
 * Starts an attempt, or returns the one that this id already started (idempotent).
 * @throws AppError `not_found`/`gone` for the code, `not_found` for an id of another device, `conflict` for an id used
 * with another code, `unavailable` when no items are valid or the clock cannot be right, `too_many` when its network
 * starts too many at once.
 */
export async function startAttempt(
  { id, code, seen, first, token: tokenOf, network, leftOut: reason }: StartInput,
  now = new Date(),
): Promise<AttemptView> {
  // Also before a form is drawn: in ten years all items have expired.
  requireClock()
  const [resolved, library] = await Promise.all([requireOpenCode(code), useLibrary()])
  const { campaign, touchpointId } = resolved
  const token = tokenOf()
  const deviceKey = deviceKeyOf(resolved.salt, token)
  const device = { campaignId: campaign.id, touchpointId, deviceKey }
  // A phone that brings no cookie is a new device only once it has shown that it keeps it.
  const admission = reason ? 'known' : await admitDevice(device, network, now)
  const again = () => (countsAgain('start', device, now) ? undefined : 'repeated')
  const leftOut = reason ?? (admission === 'refused' ? 'refused' : again())
  const shareId = await arrivalOf(resolved.shareId, deviceKey)
  const proved = first && provesFirstItem(resolved.salt, first.itemId, first.proof)
  const openedAt = first && proved?.openedAt && spendProof(first.proof, id) ? proved.openedAt : null
  const store = async (tx: Transaction) => {
    await takeTurn(tx, campaign.id, deviceKey)
    await holdOpen(tx, campaign.id)
    const form = assembleForm(library.items, {
      size: FORM_SIZE,
      // Insertion order is the order of age: items that only the phone remembers are from earlier campaigns.
      seen: new Set([...seen, ...(await seenHere(tx, campaign.id, deviceKey))]),
      random: Math.random,
      today: dayOf(now),
      first: proved && first?.itemId,
    })
    if (form.length === 0) throw new AppError('unavailable', '题目正在更新，请过几天再来。')
    const inserted = await tx
      .insert(attempts)
      .values({
        id,
        campaignId: campaign.id,
        touchpointId,
        shareId,
        deviceKey,
        itemIds: form,
        taxonomy: TAXONOMY,
        startedAt: now,
        openedAt,
        leftOut,
      })
      .onConflictDoNothing()
      .returning({ id: attempts.id })
    if (inserted.length === 0) return undefined
    if (leftOut) return form
    await recordReach(tx, [
      {
        id: reachEventId('start', id),
        campaignId: campaign.id,
        touchpointId,
        kind: 'start',
        deviceKey,
        shareId: shareId ?? undefined,
        at: now,
      },
    ])
    return form
  }
  const itemIds = await inTurnOf(network, !reason && admission === 'known', () => useDatabase().transaction(store))
  if (itemIds) {
    if (leftOut) tally({ campaignId: campaign.id, touchpointId, at: now, reason: leftOut })
    rememberFacts(
      {
        id,
        campaignId: campaign.id,
        touchpointId,
        shareId,
        deviceKey,
        itemIds,
        completionEventId: reachEventId('completion', id),
        leftOut: leftOut ?? null,
      },
      token,
    )
    return viewOf(id, itemIds, [], false, library.itemById)
  }
  const existing = await requireOwnAttempt(id, token)
  if (existing.touchpointId !== touchpointId || existing.shareId !== shareId)
    throw new AppError('conflict', '这次答题是从另一个二维码开始的，请重新开始。')
  return readAttempt(id, token)
}

type StoredChoice = Pick<typeof answers.$inferSelect, 'position' | 'choice' | 'sure'>

function viewOf(
  id: string,
  itemIds: readonly string[],
  stored: readonly StoredChoice[],
  completed: boolean,
  itemById: ReadonlyMap<string, JudgeItem>,
): AttemptView {
  const choices = new Map(stored.map((each) => [each.position, each]))
  const view: AttemptView = { id, size: 0, items: [], answered: [], completed }
  itemIds.forEach((itemId, position) => {
    const item = itemById.get(itemId)
    // An item that was removed from the bank can be neither shown nor explained.
    if (!item) return
    view.size++
    const first = choices.get(position)
    if (first)
      view.answered.push({ item: quizItem(item, position), feedback: judge(item, position, first.choice, first.sure) })
    else view.items.push(quizItem(item, position))
  })
  return view
}

/**
 * An attempt of this device: unanswered items without their truth, answered ones with feedback. @throws as
 * `requireOwnAttempt`.
 */
export async function readAttempt(id: string, token: string | undefined): Promise<AttemptView> {
  const attempt = await requireOwnAttempt(id, token)
  const [stored, { itemById }] = await Promise.all([
    useDatabase()
      .select({ position: answers.position, choice: answers.choice, sure: answers.sure })
      .from(answers)
      .where(eq(answers.attemptId, id)),
    useLibrary(),
  ])
  const view = viewOf(id, attempt.itemIds, stored, attempt.completedAt !== null, itemById)
  if (view.completed || view.items.length > 0 || stored.length === 0) return view
  await completeIfNothingIsOpen(attempt, itemById)
  return { ...view, completed: true }
}

/** The result of a completed attempt. @throws as `requireOwnAttempt`, and `conflict` while answers are missing. */
export async function readResult(id: string, token: string | undefined): Promise<QuizResult> {
  const attempt = await requireOwnAttempt(id, token)
  if (!attempt.completedAt && !(await readAttempt(id, token)).completed)
    throw new AppError('conflict', '还有题没有答完。')
  const [stored, { itemById, scams }] = await Promise.all([
    useDatabase().select().from(answers).where(eq(answers.attemptId, id)).orderBy(asc(answers.position)),
    useLibrary(),
  ])
  // The truth as stored with the answer; only the type is read from the current library.
  return resultOf(
    stored.map(({ position, truth, correct, itemId }) => ({
      position,
      truth,
      correct,
      scamType: itemById.get(itemId)?.scamType ?? '',
    })),
    scams,
    attempt.itemIds.length - stored.length,
  )
}
