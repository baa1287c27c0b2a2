/** The review workflow: submit, return, publish, withdraw. */
import { eq } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { useDatabase } from '#server/database/client.ts'
import { cards } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { latestExpiry, screensUntil } from '#shared/card/card.ts'
import { findingText, findLive } from '#shared/card/findings.ts'
import type { PublishCard, RepublishCard, SubmitCard, WithdrawCard } from '#shared/card/input.ts'
import type { CardText } from '#shared/card/view.ts'
import { AppError } from '#shared/errors.ts'
import { dayOf } from '#shared/station.ts'
import { addVersion, requireCleanBody } from './cards.ts'
import { type Actor, lockCard, picturesOf, requireMay, requireVersion } from './find.ts'
import { requireSeenPublic, requireSeenReturn, requireSeenWithdrawal } from './seen.ts'

/**
 * Requirements of a text, checked when it is submitted and again when it is published. @throws AppError `bad_input` at
 * its field
 */
function requireReadable(text: CardText): void {
  const fields: Record<string, string> = {}
  if (!text.headline) fields.headline = '请写一句话，列表和互动屏上先看到它'
  if (!text.body) fields.body = '正文还是空的'
  const findings = findLive(text)
  for (const finding of findings) fields[finding.field] ??= findingText(finding)
  const [first] = findings
  if (first) throw new AppError('bad_input', `${findingText(first)}。`, fields)
  if (Object.keys(fields).length > 0) throw new AppError('bad_input', '还没有写完，请照提示补上。', fields)
}

/** @throws AppError `not_found`, `forbidden`, `conflict`, `bad_input` */
export async function submitCard(by: Actor, id: string, { version, returned }: SubmitCard): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('submit', card, by)
    requireVersion(card, version)
    await requireSeenReturn(tx, by, card, returned)
    requireReadable(card.text)
    await tx.update(cards).set({ stage: 'submitted', returnReason: null }).where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.submit',
      subjectType: 'card',
      subjectId: id,
      detail: { title: card.text.title },
    })
  })
  tell('card:moved', { stationId: by.stationId, cardId: id })
}

/** @throws AppError `not_found`, `forbidden`, `conflict` */
export async function returnCard(
  by: Actor,
  id: string,
  { version, reason }: { version: number; reason: string },
): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('return', card, by)
    requireVersion(card, version)
    await tx.update(cards).set({ stage: 'returned', returnReason: reason }).where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.return',
      subjectType: 'card',
      subjectId: id,
      detail: { title: card.text.title, reason },
    })
  })
  tell('card:moved', { stationId: by.stationId, cardId: id })
}

/** @throws AppError `bad_input` at `expiresOn` */
function requireExpiry(expiresOn: string, today: string): void {
  if (expiresOn <= today) throw new AppError('bad_input', undefined, { expiresOn: '有效期要在今天以后' })
  if (expiresOn > latestExpiry(today)) throw new AppError('bad_input', undefined, { expiresOn: '有效期最长两年' })
}

/**
 * Publishes the newest version. Source and expiry day become part of it: where the officer changed them, a new version
 * is stored. A withdrawal or a return that the officer has not seen is not overridden.
 * @throws AppError `not_found`, `forbidden`, `conflict`, `bad_input` at its field
 */
export async function publishCard(
  by: Actor,
  id: string,
  { version, source, expiresOn, urgent, screens, withdrawn, returned }: PublishCard,
  now = new Date(),
): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('publish', card, by)
    requireVersion(card, version)
    await requireSeenWithdrawal(tx, by, card, withdrawn)
    await requireSeenReturn(tx, by, card, returned)
    requireExpiry(expiresOn, dayOf(now))
    const text = { ...card.text, source, expiresOn }
    requireReadable(text)
    requireCleanBody(text.body, new Set((await picturesOf(id, tx)).keys()))
    const same = card.text.source === source && card.text.expiresOn === expiresOn
    const number = same ? card.version : await addVersion(tx, card, text, by, now)
    await tx
      .update(cards)
      .set({
        version: number,
        stage: 'approved',
        returnReason: null,
        publishedVersion: number,
        publishedAt: now,
        publishedBy: by.id,
        urgent,
        screensUntil: urgent ? screensUntil(screens, now) : null,
        withdrawnAt: null,
        withdrawReason: null,
      })
      .where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.publish',
      subjectType: 'card',
      subjectId: id,
      detail: { title: text.title, number, urgent, expiresOn, ...(urgent && { screens }) },
    })
  })
  tell('card:published', { stationId: by.stationId, cardId: id })
}

/**
 * Removes a card from site and screens at once. @throws AppError `not_found`, `forbidden`; `conflict` also when another
 * version is public than the one that was seen
 */
export async function withdrawCard(
  by: Actor,
  id: string,
  { reason, published }: WithdrawCard,
  now = new Date(),
): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('withdraw', card, by)
    await requireSeenPublic(tx, by, card, published)
    // Off the screens for good: if it is published again, an officer decides whether it comes back to them.
    await tx.update(cards).set({ withdrawnAt: now, withdrawReason: reason, screensUntil: null }).where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.withdraw',
      subjectType: 'card',
      subjectId: id,
      detail: { title: card.text.title, reason },
    })
  })
  tell('card:withdrawn', { stationId: by.stationId, cardId: id })
}

/**
 * Undoes the withdrawal that was seen: the version that was public is public again, on the site only.
 * @throws AppError `not_found`, `forbidden`, `conflict`
 */
export async function republishCard(by: Actor, id: string, { withdrawn }: RepublishCard): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('republish', card, by)
    await requireSeenWithdrawal(tx, by, card, withdrawn)
    await tx.update(cards).set({ withdrawnAt: null, withdrawReason: null, screensUntil: null }).where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.republish',
      subjectType: 'card',
      subjectId: id,
      detail: { title: card.text.title },
    })
  })
  tell('card:published', { stationId: by.stationId, cardId: id })
}
