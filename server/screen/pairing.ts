/** The screen's side of pairing: request a code, wait, fetch the token once. Open to everyone on the network. */
import { randomInt, timingSafeEqual } from 'node:crypto'
import { and, asc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import { type Executor, type Transaction, useDatabase } from '#server/database/client.ts'
import { screenPairings, screens } from '#server/database/schema/index.ts'
import { blocksOf } from '#server/http/network.ts'
import { AppError } from '#shared/errors.ts'
import {
  COLLECT_FAILURES_MAX,
  COLLECT_GRACE_MS,
  LIVE_PAIRINGS_MAX,
  type Pairing,
  PAIRING_RENEWAL_MS,
  PAIRING_TTL_MS,
  type RenewedPairing,
} from '#shared/screen/pairing.ts'
import { PAIRING_CODE_LENGTH } from '#shared/screen/pairing-code.ts'
import { hashOf, makeToken } from './device.ts'
import { type Waiting, whoGoes } from './pairing-room.ts'

const DAY_MS = 24 * 3600_000
/** With 200 of a million codes in use, this many collisions in a row are practically impossible. */
const CODE_TRIES = 20

const makeCode = () => String(randomInt(10 ** PAIRING_CODE_LENGTH)).padStart(PAIRING_CODE_LENGTH, '0')

/**
 * Deletes expired codes: unused ones at once, used ones after a day, so that until then a second entry gets a precise
 * error.
 */
export async function removeExpired(tx: Executor, now: Date): Promise<void> {
  await tx
    .delete(screenPairings)
    .where(
      or(
        and(isNull(screenPairings.screenId), lt(screenPairings.expiresAt, now)),
        lt(screenPairings.expiresAt, new Date(now.getTime() - DAY_MS)),
      ),
    )
}

/** A code that this node has given out. Addresses are not stored: where it came from is forgotten with it. */
interface Given extends Waiting {
  until: number
  renewed: boolean
}
const given = new Map<string, Given>()

/**
 * Makes room for a new code among those of this node. What it knows nothing of, of other nodes or from before its
 * start, it leaves alone: taken for one source it would be the largest, and go first. The affected screen requests
 * another.
 */
async function makeRoom(tx: Executor, now: Date): Promise<void> {
  for (const [id, { until }] of given) if (until <= now.getTime()) given.delete(id)
  if (given.size < LIVE_PAIRINGS_MAX) return
  const live = await tx
    .select({ id: screenPairings.id })
    .from(screenPairings)
    .where(and(isNull(screenPairings.screenId), gt(screenPairings.expiresAt, now)))
    .orderBy(asc(screenPairings.createdAt), asc(screenPairings.id))
  const waiting = live.flatMap(({ id }) => given.get(id) ?? [])
  const gone = waiting.length < LIVE_PAIRINGS_MAX ? undefined : whoGoes(waiting)
  if (!gone) return
  await tx.delete(screenPairings).where(eq(screenPairings.id, gone))
  given.delete(gone)
}

/**
 * Never refuses: a device that requests many codes must not keep other screens from getting one.
 * @param address of the client; what is kept of it is in memory only.
 */
export async function openPairing(address: string, now = new Date()): Promise<Omit<Pairing, 'officeOrigin'>> {
  const secret = makeToken()
  const expiresAt = new Date(now.getTime() + PAIRING_TTL_MS)
  const made = await useDatabase().transaction(async (tx) => {
    // One at a time: otherwise concurrent requests could exceed the limit (race).
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('screen_pairings'))`)
    await removeExpired(tx, now)
    await makeRoom(tx, now)
    for (let attempt = 0; attempt < CODE_TRIES; attempt += 1) {
      const [row] = await tx
        .insert(screenPairings)
        .values({ code: makeCode(), secretHash: hashOf(secret), createdAt: now, expiresAt })
        .onConflictDoNothing()
        .returning({ id: screenPairings.id, code: screenPairings.code })
      if (!row) continue
      // Before the commit, while the lock keeps others from counting.
      given.set(row.id, { id: row.id, blocks: blocksOf(address), until: expiresAt.getTime(), renewed: false })
      return row
    }
    throw new AppError('unavailable')
  })
  return { ...made, secret, expiresAt: expiresAt.toISOString(), now: now.toISOString() }
}

/**
 * Whether a waiting screen asks for its next code, as it does once before the present one expires: its network may have
 * asked for too many meanwhile, and the screen must not pay for that.
 */
export async function isRenewal({ id, secret }: RenewedPairing, now = new Date()): Promise<boolean> {
  const known = given.get(id)
  if (!known || known.renewed || known.until - now.getTime() > PAIRING_RENEWAL_MS || known.until <= now.getTime())
    return false
  const [row] = await useDatabase()
    .select({ secretHash: screenPairings.secretHash })
    .from(screenPairings)
    .where(and(eq(screenPairings.id, id), isNull(screenPairings.screenId)))
  if (!row || !timingSafeEqual(row.secretHash, hashOf(secret)) || known.renewed) return false
  known.renewed = true
  return true
}

export type Collected = { state: 'pending' } | { state: 'paired'; token: string }

const OVER = '这个连接码已经失效，屏幕会换一个新的。'

async function collect(tx: Transaction, id: string, secret: string, now: Date): Promise<Collected | AppError> {
  const [pairing] = await tx.select().from(screenPairings).where(eq(screenPairings.id, id)).for('update')
  if (!pairing) return new AppError('not_found')
  if (pairing.failures >= COLLECT_FAILURES_MAX) return new AppError('gone', OVER)
  if (!timingSafeEqual(pairing.secretHash, hashOf(secret))) {
    await tx
      .update(screenPairings)
      .set({ failures: pairing.failures + 1 })
      .where(eq(screenPairings.id, id))
    return new AppError('forbidden')
  }
  const over = pairing.expiresAt.getTime() + (pairing.screenId ? COLLECT_GRACE_MS : 0)
  if (pairing.collectedAt || now.getTime() >= over) return new AppError('gone', OVER)
  if (!pairing.screenId) return { state: 'pending' }
  const token = makeToken()
  const [screen] = await tx
    .update(screens)
    .set({ tokenHash: hashOf(token) })
    .where(and(eq(screens.id, pairing.screenId), isNull(screens.revokedAt)))
    .returning({ id: screens.id })
  if (!screen) return new AppError('gone', OVER)
  await tx.update(screenPairings).set({ collectedAt: now }).where(eq(screenPairings.id, id))
  return { state: 'paired', token }
}

/**
 * The waiting screen asks whether its code was entered; the first time after the entry it gets its token.
 * @throws AppError `not_found`, `forbidden` (wrong secret, counted), `gone` (expired, collected, revoked, too many
 * failures)
 */
export async function collectToken(id: string, secret: string, now = new Date()): Promise<Collected> {
  // The error is returned and thrown outside of the transaction, because the counted failure must be committed.
  const result = await useDatabase().transaction((tx) => collect(tx, id, secret, now))
  if (result instanceof AppError) throw result
  return result
}
