/** Puts a published card on the hall's screens, for a time, and takes it off; the site keeps it either way. */
import { eq } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { useDatabase } from '#server/database/client.ts'
import { cards } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { screensUntil } from '#shared/card/card.ts'
import type { ShowCard, StopCard } from '#shared/card/input.ts'
import { AppError } from '#shared/errors.ts'
import { momentText } from '#shared/member/time.ts'
import { type Actor, lockCard, requireMay } from './find.ts'
import { requireSeenPublic } from './seen.ts'

/** A time that has passed is none: the card left the screens by itself, which is no news. */
const untilNow = (until: string | null, now: Date) => (until && Date.parse(until) > now.getTime() ? until : null)

/**
 * From now on for the given time, also when it is on the screens already: longer or shorter than before. A card that
 * another officer has stopped meanwhile is not put back by who has not seen that.
 * @throws AppError `not_found`, `forbidden`, `conflict`
 */
export async function showOnScreens(
  by: Actor,
  id: string,
  { screens, published, until }: ShowCard,
  now = new Date(),
): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('show', card, by)
    await requireSeenPublic(tx, by, card, published)
    const present = untilNow(card.screensUntil?.toISOString() ?? null, now)
    if (present !== untilNow(until, now))
      throw new AppError(
        'conflict',
        present
          ? `别人刚才改过上屏的时间，现在到 ${momentText(present)} 为止，这一步没有做。请先看看。`
          : '别人刚才让它停止上屏了，这一步没有做。请先看看。',
      )
    await tx
      .update(cards)
      .set({ urgent: true, screensUntil: screensUntil(screens, now) })
      .where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.show',
      subjectType: 'card',
      subjectId: id,
      detail: { title: card.text.title, screens },
    })
  })
  tell('card:on-screens', { stationId: by.stationId, cardId: id })
}

/**
 * Whatever its time is by now: to take it off is the safe side. @throws AppError `not_found`, `forbidden`; `conflict`
 * when no screen shows it, or when they show another version than the one that was seen
 */
export async function stopOnScreens(by: Actor, id: string, { published }: StopCard, now = new Date()): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('stop', card, by)
    await requireSeenPublic(tx, by, card, published)
    if (!card.screensUntil || card.screensUntil <= now)
      throw new AppError('conflict', '这张卡现在不在互动屏上，请刷新看看。')
    await tx.update(cards).set({ screensUntil: null }).where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.stop',
      subjectType: 'card',
      subjectId: id,
      detail: { title: card.text.title },
    })
  })
  tell('card:on-screens', { stationId: by.stationId, cardId: id })
}
