/** The screen's side of pairing: ask for a code, wait, fetch the token once. Anyone on the network may ask. */
import { randomInt, timingSafeEqual } from 'node:crypto'
import { and, count, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import { type Executor, type Transaction, useDatabase } from '#server/database/client.ts'
import { screenPairings, screens } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { COLLECT_FAILURES_MAX, COLLECT_GRACE_MS, LIVE_PAIRINGS_MAX, type Pairing, PAIRING_CODE_LENGTH, PAIRING_TTL_MS } from '#shared/screen/pairing.ts'
import { hashOf, makeToken } from './device.ts'

const DAY_MS = 24 * 3600_000
/** With 200 of a million codes taken, this many misses in a row do not happen. */
const CODE_TRIES = 20

const makeCode = () => String(randomInt(10 ** PAIRING_CODE_LENGTH)).padStart(PAIRING_CODE_LENGTH, '0')

/** Old codes go at once; used ones stay a day, so that a late second entry can be told what happened. */
export async function removeExpired(tx: Executor, now: Date): Promise<void> {
  await tx.delete(screenPairings).where(or(
    and(isNull(screenPairings.screenId), lt(screenPairings.expiresAt, now)),
    lt(screenPairings.expiresAt, new Date(now.getTime() - DAY_MS)),
  ))
}

/** @throws AppError `too_many` while too many codes are waiting. */
export async function openPairing(now = new Date()): Promise<Pairing> {
  const secret = makeToken()
  const expiresAt = new Date(now.getTime() + PAIRING_TTL_MS)
  const made = await useDatabase().transaction(async (tx) => {
    // One at a time, or the limit could be overrun by requests that count together.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('screen_pairings'))`)
    await removeExpired(tx, now)
    const [live] = await tx.select({ total: count() }).from(screenPairings).where(and(isNull(screenPairings.screenId), gt(screenPairings.expiresAt, now)))
    if (live!.total >= LIVE_PAIRINGS_MAX) throw new AppError('too_many', '等待连接的屏幕太多，请过几分钟再试。')
    for (let attempt = 0; attempt < CODE_TRIES; attempt += 1) {
      const [row] = await tx.insert(screenPairings).values({ code: makeCode(), secretHash: hashOf(secret), createdAt: now, expiresAt })
        .onConflictDoNothing().returning({ id: screenPairings.id, code: screenPairings.code })
      if (row) return row
    }
    throw new AppError('unavailable')
  })
  return { ...made, secret, expiresAt: expiresAt.toISOString(), now: now.toISOString() }
}

export type Collected = { state: 'pending' } | { state: 'paired'; token: string }

const OVER = '这个连接码已经失效，屏幕会换一个新的。'

async function collect(tx: Transaction, id: string, secret: string, now: Date): Promise<Collected | AppError> {
  const [pairing] = await tx.select().from(screenPairings).where(eq(screenPairings.id, id)).for('update')
  if (!pairing) return new AppError('not_found')
  if (pairing.failures >= COLLECT_FAILURES_MAX) return new AppError('gone', OVER)
  if (!timingSafeEqual(pairing.secretHash, hashOf(secret))) {
    await tx.update(screenPairings).set({ failures: pairing.failures + 1 }).where(eq(screenPairings.id, id))
    return new AppError('forbidden')
  }
  const over = pairing.expiresAt.getTime() + (pairing.screenId ? COLLECT_GRACE_MS : 0)
  if (pairing.collectedAt || now.getTime() >= over) return new AppError('gone', OVER)
  if (!pairing.screenId) return { state: 'pending' }
  const token = makeToken()
  const [screen] = await tx.update(screens).set({ tokenHash: hashOf(token) })
    .where(and(eq(screens.id, pairing.screenId), isNull(screens.revokedAt))).returning({ id: screens.id })
  if (!screen) return new AppError('gone', OVER)
  await tx.update(screenPairings).set({ collectedAt: now }).where(eq(screenPairings.id, id))
  return { state: 'paired', token }
}

/**
 * The waiting screen asks whether its code was entered; the first time it was, it gets its token.
 * @throws AppError `not_found`, `forbidden` (wrong secret, counted), `gone` (late, collected, revoked, too many failures)
 */
export async function collectToken(id: string, secret: string, now = new Date()): Promise<Collected> {
  // Not thrown inside: a counted failure must be committed.
  const result = await useDatabase().transaction((tx) => collect(tx, id, secret, now))
  if (result instanceof AppError) throw result
  return result
}
