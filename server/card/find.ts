/** Finds a card with its newest version. Limited to one station: an id of another station counts as unknown. */
import { and, count, eq, isNull } from 'drizzle-orm'
import { type Executor, type Transaction, useDatabase } from '#server/database/client.ts'
import { cardPictures, cards, cardVersions } from '#server/database/schema/index.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { type CardAction, refusalOf } from '#shared/card/card.ts'
import type { Size } from '#shared/card/markdown.ts'
import type { CardText } from '#shared/card/view.ts'
import { AppError, staleRow } from '#shared/errors.ts'

export type Actor = Pick<CurrentMember, 'id' | 'stationId' | 'role'>

export const textColumns = {
  kind: cardVersions.kind,
  title: cardVersions.title,
  headline: cardVersions.headline,
  body: cardVersions.body,
  scamType: cardVersions.scamType,
  source: cardVersions.source,
  expiresOn: cardVersions.expiresOn,
}

const select = (db: Executor) =>
  db
    .select({ card: cards, text: textColumns, savedBy: cardVersions.savedBy, savedAt: cardVersions.savedAt })
    .from(cards)
    .innerJoin(cardVersions, and(eq(cardVersions.cardId, cards.id), eq(cardVersions.number, cards.version)))

export async function findCard(stationId: string, id: string, db: Executor = useDatabase()) {
  const [found] = await select(db).where(and(eq(cards.id, id), eq(cards.stationId, stationId)))
  if (!found) return undefined
  const { card, savedBy, savedAt } = found
  const text: CardText = found.text
  return {
    ...card,
    withdrawn: card.withdrawnAt !== null,
    discarded: card.discardedAt !== null,
    text,
    savedBy,
    savedAt,
  }
}
export type Card = NonNullable<Awaited<ReturnType<typeof findCard>>>

/** @throws AppError `not_found` */
export async function getCard(stationId: string, id: string, db: Executor = useDatabase()): Promise<Card> {
  const card = await findCard(stationId, id, db)
  if (!card) throw new AppError('not_found', '没有找到这张知识卡。')
  return card
}

/**
 * The same with a row lock until the transaction ends, so that writes to one card run one after the other. @throws
 * AppError `not_found`
 */
export async function lockCard(tx: Transaction, stationId: string, id: string): Promise<Card> {
  // Lock first, then read, so that the read includes what a concurrent writer has just committed.
  await tx
    .select({ id: cards.id })
    .from(cards)
    .where(and(eq(cards.id, id), eq(cards.stationId, stationId)))
    .for('update')
  return getCard(stationId, id, tx)
}

/** @throws AppError `forbidden` or `conflict` */
export function requireMay(action: CardAction, card: Card, by: Actor): void {
  const refused = refusalOf(action, card, by)
  if (refused) throw new AppError(refused.code, refused.message)
}

/** @throws AppError `conflict` when somebody has saved since the version that the client saw. */
export function requireVersion(card: Card, version: number): void {
  if (card.version !== version)
    throw staleRow(
      { ...card.text, revision: card.version },
      '在您打开以后，别人改过这张卡。您写的内容还在，请先看看新的内容。',
    )
}

/** The pictures of a card, by id. */
export async function picturesOf(cardId: string, db: Executor = useDatabase()): Promise<Map<string, Size>> {
  const rows = await db
    .select({ id: cardPictures.id, width: cardPictures.width, height: cardPictures.height })
    .from(cardPictures)
    .where(eq(cardPictures.cardId, cardId))
    .orderBy(cardPictures.createdAt, cardPictures.id)
  return new Map(rows.map(({ id, ...size }) => [id, size]))
}

/** How many cards wait for an officer. */
export async function countSubmitted(stationId: string): Promise<number> {
  const [row] = await useDatabase()
    .select({ waiting: count() })
    .from(cards)
    .where(and(eq(cards.stationId, stationId), eq(cards.stage, 'submitted'), isNull(cards.discardedAt)))
  return row?.waiting ?? 0
}
