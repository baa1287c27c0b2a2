/** Writing knowledge cards: each save is a new version; versions are never deleted. */
import { and, eq } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { useLibrary } from '#server/content/library.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { cards, cardVersions } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { changedFields } from '#shared/changed-fields.ts'
import { stageAfterSave } from '#shared/card/card.ts'
import type { CreateCard, DiscardCard, SaveCard } from '#shared/card/input.ts'
import { checkMarkdown, withoutLostPictures } from '#shared/card/markdown.ts'
import type { CardText } from '#shared/card/view.ts'
import { AppError } from '#shared/errors.ts'
import {
  type Actor,
  type Card,
  findCard,
  lockCard,
  picturesOf,
  requireMay,
  requireVersion,
  textColumns,
} from './find.ts'

/** Limit on versions, more than anybody writes; bounds the history of one card. */
const VERSIONS_MAX = 1_000

/** Not in a transaction: the library may have to ask the database, on a connection of its own. */
const isScamType = async (id: string | null) => !id || (await useLibrary()).scamById.has(id)

function requireScamType(known: boolean): void {
  if (!known) throw new AppError('bad_input', undefined, { scamType: '没有这种骗局，请重新选择' })
}

/** @throws AppError `bad_input` at `body`, naming the lines. */
export function requireCleanBody(body: string, pictures: ReadonlySet<string>): void {
  const problems = checkMarkdown(body, pictures)
  if (problems.length === 0) return
  const told = problems.slice(0, 5).map(({ line, message }) => `第 ${line} 行：${message}`)
  throw new AppError('bad_input', '正文里有不能保存的内容，请照提示改。', { body: `${told.join('。')}。` })
}

/** Writes the next version and makes it the newest. @returns its number */
export async function addVersion(
  tx: Transaction,
  card: Card,
  text: CardText,
  by: Actor,
  now = new Date(),
): Promise<number> {
  const number = card.version + 1
  if (number > VERSIONS_MAX) throw new AppError('conflict', '这张卡改的次数太多了，请新建一张。')
  await tx.insert(cardVersions).values({ cardId: card.id, number, ...text, savedBy: by.id, savedAt: now })
  return number
}

/**
 * Creates a draft; with the id of an existing one it returns that one (idempotent). @throws AppError `conflict` when
 * another station has the id.
 */
export async function createCard(by: Actor, { id, ...fields }: CreateCard): Promise<{ id: string; version: number }> {
  requireScamType(await isScamType(fields.scamType))
  await useDatabase().transaction(async (tx) => {
    const made = await tx
      .insert(cards)
      .values({ id, stationId: by.stationId, authorId: by.id })
      .onConflictDoNothing()
      .returning({ id: cards.id })
    if (made.length === 0) return
    await tx
      .insert(cardVersions)
      .values({ cardId: id, number: 1, ...fields, headline: '', body: '', source: '', savedBy: by.id })
    await writeAudit(tx, by, {
      action: 'card.create',
      subjectType: 'card',
      subjectId: id,
      detail: { title: fields.title },
    })
  })
  const card = await findCard(by.stationId, id)
  if (card?.authorId !== by.id) throw new AppError('conflict', '没有存上，请再试一次。')
  return { id, version: card.version }
}

/**
 * Stores a new version; the public version stays unchanged until the new one is published.
 * @throws AppError `not_found`, `forbidden`, `bad_input` at its field; `conflict` when someone else has saved since.
 */
export async function saveCard(
  by: Actor,
  id: string,
  { version, ...text }: SaveCard,
  now = new Date(),
): Promise<{ id: string; version: number }> {
  const known = await isScamType(text.scamType)
  const saved = await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('save', card, by)
    const changed = changedFields(card.text, text)
    // A retry after a lost response, or saved without a change.
    if (changed.length === 0 && (card.version === version || (card.version === version + 1 && card.savedBy === by.id)))
      return { id, version: card.version }
    requireVersion(card, version)
    if (changed.includes('scamType')) requireScamType(known)
    requireCleanBody(text.body, new Set((await picturesOf(id, tx)).keys()))
    const number = await addVersion(tx, card, text, by, now)
    await tx
      .update(cards)
      .set({ version: number, stage: stageAfterSave(card, by), returnReason: null })
      .where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.edit',
      subjectType: 'card',
      subjectId: id,
      detail: { title: text.title, changed, number },
    })
    return { id, version: number }
  })
  // A submitted card that its author edits is a draft again.
  tell('card:moved', { stationId: by.stationId, cardId: id })
  return saved
}

/**
 * Discards a card that was never public. Nothing is deleted: `recoverCard` restores it. @throws AppError `not_found`,
 * `forbidden`; `conflict` also when someone else has saved since
 */
export const discardCard = (by: Actor, id: string, { version }: DiscardCard, now = new Date()): Promise<void> =>
  setDiscarded('discard', by, id, now, version)

/**
 * Restores a discarded card to its previous state, with all versions. @throws AppError `not_found`, `forbidden`,
 * `conflict`
 */
export const recoverCard = (by: Actor, id: string): Promise<void> => setDiscarded('recover', by, id, null)

async function setDiscarded(
  action: 'discard' | 'recover',
  by: Actor,
  id: string,
  discardedAt: Date | null,
  version?: number,
): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay(action, card, by)
    if (version !== undefined) requireVersion(card, version)
    await tx.update(cards).set({ discardedAt }).where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: `card.${action}`,
      subjectType: 'card',
      subjectId: id,
      detail: { title: card.text.title },
    })
  })
  tell('card:moved', { stationId: by.stationId, cardId: id })
}

/** Copies an old version into a new draft. @throws AppError `not_found`, `forbidden`, `conflict` */
export async function restoreVersion(
  by: Actor,
  id: string,
  { version, number }: { version: number; number: number },
  now = new Date(),
): Promise<{ id: string; version: number }> {
  return useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('save', card, by)
    requireVersion(card, version)
    const [old] = await tx
      .select(textColumns)
      .from(cardVersions)
      .where(and(eq(cardVersions.cardId, id), eq(cardVersions.number, number)))
    if (!old) throw new AppError('not_found', '没有这个版本。')
    const text = { ...old, body: withoutLostPictures(old.body, new Set((await picturesOf(id, tx)).keys())) }
    if (changedFields(card.text, text).length === 0) return { id, version: card.version }
    const made = await addVersion(tx, card, text, by, now)
    await tx
      .update(cards)
      .set({ version: made, stage: stageAfterSave(card, by), returnReason: null })
      .where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.restore',
      subjectType: 'card',
      subjectId: id,
      detail: { title: text.title, number },
    })
    return { id, version: made }
  })
}
