/** What the office asks of a screen: to load its page anew. Asked, told, done: each is a fact in the database. */
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import { tell } from '#server/bus.ts'
import { useDatabase } from '#server/database/client.ts'
import { screenOrders, screens } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { AppError } from '#shared/errors.ts'
import type { ReloadScreen } from '#shared/screen/order-input.ts'
import type { ReloadOrder } from '#shared/realtime/screens.ts'
import { requireSeenMachine } from './screens.ts'

/** A screen that comes back later is told no more, ms. */
export const ORDER_MS = 10 * 60_000

/** @throws AppError `not_found`; `conflict` when another machine has taken its place since it was seen */
export async function orderReload(
  member: CurrentMember,
  id: string,
  { force, paired }: ReloadScreen,
  now = new Date(),
): Promise<{ id: string }> {
  const order = { id: v7(), force, askedAt: now, toldAt: null, doneAt: null }
  await useDatabase().transaction(async (tx) => {
    const [screen] = await tx
      .select({ name: screens.name, pairedAt: screens.pairedAt })
      .from(screens)
      .where(and(eq(screens.id, id), eq(screens.stationId, member.stationId), isNull(screens.revokedAt)))
      .for('update')
    if (!screen) throw new AppError('not_found', '没有这块屏，可能已经断开。')
    requireSeenMachine(screen, paired)
    await tx
      .insert(screenOrders)
      .values({ screenId: id, ...order })
      .onConflictDoUpdate({ target: screenOrders.screenId, set: order })
    await writeAudit(tx, member, {
      action: 'screen.reload',
      subjectType: 'screen',
      subjectId: id,
      detail: { name: screen.name },
    })
  })
  tell('screen:ordered', { stationId: member.stationId, screenId: id, order: { id: order.id, force } })
  return { id: order.id }
}

/** An order that this screen has not been told of yet. */
export async function waitingOrder(screenId: string, now = new Date()): Promise<ReloadOrder | undefined> {
  const [row] = await useDatabase()
    .select({ id: screenOrders.id, force: screenOrders.force })
    .from(screenOrders)
    .where(
      and(
        eq(screenOrders.screenId, screenId),
        isNull(screenOrders.toldAt),
        gt(screenOrders.askedAt, new Date(now.getTime() - ORDER_MS)),
      ),
    )
  return row
}

/** @returns whether this was news */
export async function noteTold(screenId: string, id: string, now = new Date()): Promise<boolean> {
  const rows = await useDatabase()
    .update(screenOrders)
    .set({ toldAt: now })
    .where(and(eq(screenOrders.screenId, screenId), eq(screenOrders.id, id), isNull(screenOrders.toldAt)))
    .returning({ id: screenOrders.id })
  return rows.length > 0
}

/**
 * A page that was loaded after the screen was told has fulfilled the order, however it came to be loaded.
 * @param startedAt of the page, by this server's clock. @returns whether this was news
 */
export async function noteDone(screenId: string, startedAt: Date, now = new Date()): Promise<boolean> {
  const rows = await useDatabase()
    .update(screenOrders)
    .set({ doneAt: now })
    .where(
      and(
        eq(screenOrders.screenId, screenId),
        isNull(screenOrders.doneAt),
        lt(screenOrders.toldAt, sql`${startedAt.toISOString()}::timestamptz`),
      ),
    )
    .returning({ id: screenOrders.id })
  return rows.length > 0
}

/** Asks a screen to report at once. @throws AppError `not_found` */
export async function askLook(member: CurrentMember, id: string): Promise<void> {
  const [screen] = await useDatabase()
    .select({ id: screens.id })
    .from(screens)
    .where(and(eq(screens.id, id), eq(screens.stationId, member.stationId), isNull(screens.revokedAt)))
  if (!screen) throw new AppError('not_found', '没有这块屏，可能已经断开。')
  tell('screen:asked', { stationId: member.stationId, screenId: id })
}
