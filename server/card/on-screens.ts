/** Puts a published card on the hall's screens, for a time, and takes it off; the site keeps it either way. */
import { eq } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { useDatabase } from '#server/database/client.ts'
import { cards } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { type ScreenTime, screensUntil } from '#shared/card/card.ts'
import { AppError } from '#shared/errors.ts'
import { type Actor, lockCard, requireMay } from './find.ts'

/**
 * From now on for the given time, also when it is on the screens already: longer or shorter than before.
 * @throws AppError `not_found`, `forbidden`, `conflict`
 */
export async function showOnScreens(by: Actor, id: string, time: ScreenTime, now = new Date()): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('show', card, by)
    await tx
      .update(cards)
      .set({ urgent: true, screensUntil: screensUntil(time, now) })
      .where(eq(cards.id, id))
    await writeAudit(tx, by, {
      action: 'card.show',
      subjectType: 'card',
      subjectId: id,
      detail: { title: card.text.title, screens: time },
    })
  })
  tell('card:on-screens', { stationId: by.stationId, cardId: id })
}

/** @throws AppError `not_found`, `forbidden`, `conflict` when no screen shows it */
export async function stopOnScreens(by: Actor, id: string, now = new Date()): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, id)
    requireMay('stop', card, by)
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
