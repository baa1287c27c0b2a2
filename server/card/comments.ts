/** Comments on a card, visible in the office only. */
import { and, count, eq } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { cardComments, cards } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { noteRefusal } from '#server/member/repeats.ts'
import type { NewComment } from '#shared/card/input.ts'
import { AppError } from '#shared/errors.ts'
import { can } from '#shared/member/role.ts'
import { type Actor, getCard, lockCard } from './find.ts'

/** Most comments of one card. */
const COMMENTS_MAX = 500

/**
 * Idempotent: a repeated id is the same comment. @throws AppError `not_found`, `conflict` (also where the card is
 * discarded)
 */
export async function addComment(by: Actor, cardId: string, { id, text }: NewComment): Promise<{ id: string }> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, cardId)
    if (card.discarded) throw new AppError('conflict', '这张卡已经删除，要留言请先恢复。')
    const [{ there } = { there: 0 }] = await tx
      .select({ there: count() })
      .from(cardComments)
      .where(eq(cardComments.cardId, cardId))
    if (there >= COMMENTS_MAX) throw new AppError('conflict', `一张卡最多 ${COMMENTS_MAX} 条留言。`)
    const made = await tx
      .insert(cardComments)
      .values({ id, cardId, memberId: by.id, text })
      .onConflictDoNothing()
      .returning({ id: cardComments.id })
    if (made.length > 0)
      await writeAudit(tx, by, {
        action: 'card.comment',
        subjectType: 'card',
        subjectId: cardId,
        detail: { title: card.text.title },
      })
    else {
      const [known] = await tx
        .select({ id: cardComments.id })
        .from(cardComments)
        .where(and(eq(cardComments.id, id), eq(cardComments.cardId, cardId), eq(cardComments.memberId, by.id)))
      if (!known) throw new AppError('conflict', '没有存上，请再试一次。')
    }
  })
  return { id }
}

/** Allowed for its author and for officers. @throws AppError `not_found`, `forbidden` */
export async function deleteComment(by: Actor, id: string): Promise<void> {
  const mayNot = await useDatabase().transaction(async (tx) => {
    const [comment] = await tx
      .select({ cardId: cardComments.cardId, memberId: cardComments.memberId })
      .from(cardComments)
      .innerJoin(cards, eq(cards.id, cardComments.cardId))
      .where(and(eq(cardComments.id, id), eq(cards.stationId, by.stationId)))
      .for('update')
    if (!comment) throw new AppError('not_found', '这条留言已经不在了。')
    if (comment.memberId !== by.id && !can(by.role, 'card.review')) return true
    const card = await getCard(by.stationId, comment.cardId, tx)
    await tx.delete(cardComments).where(eq(cardComments.id, id))
    await writeAudit(tx, by, {
      action: 'card.uncomment',
      subjectType: 'card',
      subjectId: card.id,
      detail: { title: card.text.title },
    })
    return false
  })
  if (!mayNot) return
  await noteRefusal(by, 'card.review')
  throw new AppError('forbidden', '只能删除自己的留言。')
}
