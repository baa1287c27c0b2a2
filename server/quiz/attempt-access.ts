/** Access to an attempt: only for the device that started it, while its campaign is open. */
import { hash, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { deviceKeyOf } from '#server/campaign/device.ts'
import { findSalt } from '#server/campaign/salts.ts'
import { useDatabase } from '#server/database/client.ts'
import { attempts, campaigns } from '#server/database/schema/index.ts'
import type { AttemptReason } from '#shared/campaign/tally.ts'
import { AppError } from '#shared/errors.ts'
import { reachEventId } from './ids.ts'

/** Facts of an attempt. All but `leftOut` never change. */
export interface AttemptFacts {
  id: string
  campaignId: string
  touchpointId: string
  shareId: string | null
  deviceKey: Uint8Array
  itemIds: readonly string[]
  completionEventId: string
  /** When it was read; only `no_cookie` and `too_quick` are decided after the start. */
  leftOut: AttemptReason | null
}

/** Size of the cache: a few hours of a very busy stall, about 1 kB per attempt. */
const MAX_CACHED = 5_000

/**
 * Facts of attempts that were proven to belong to a token. Instead of the token the cache holds its hash under a key of
 * this process: neither the salt, which must not outlive its campaign, nor tokens may stay in memory. The oldest entry
 * is evicted first.
 */
const cache = new Map<string, { facts: AttemptFacts; owner: string }>()
const processSecret = randomBytes(32).toString('base64')
const markOf = (token: string) => hash('sha256', processSecret + token, 'base64')

export const NO_ATTEMPT = '没有找到这次答题，请重新扫码开始。'

/** Caches the facts of an attempt that is known to belong to this token. */
export function rememberFacts(facts: AttemptFacts, token: string): void {
  cache.set(facts.id, { facts, owner: markOf(token) })
  if (cache.size <= MAX_CACHED) return
  const [oldest] = cache.keys()
  if (oldest !== undefined) cache.delete(oldest)
}

function requireToken(token: string | undefined): string {
  if (token) return token
  throw new AppError(
    'unauthenticated',
    '这部手机不让网页存东西，没法答题。请用微信重新扫码；还不行，请旁边的工作人员或家里人帮忙。',
  )
}

/**
 * The attempt of this device, read from the database.
 * @throws AppError `gone` once the campaign is closed, `unauthenticated` without a token, `not_found` for an unknown or
 * foreign id.
 */
export async function requireOwnAttempt(
  id: string,
  token: string | undefined,
): Promise<AttemptFacts & { completedAt: Date | null }> {
  const [row] = await useDatabase()
    .select({
      attempt: attempts,
      campaign: { id: campaigns.id, status: campaigns.status, saltPrint: campaigns.saltPrint },
    })
    .from(attempts)
    .innerJoin(campaigns, eq(campaigns.id, attempts.campaignId))
    .where(eq(attempts.id, id))
  // Without the salt nobody can prove any more whose attempt it is: that is the purpose of destroying it. So it is gone
  // for a phone without its cookie as well.
  const salt = row?.campaign.status === 'open' ? await findSalt(row.campaign) : undefined
  if (row && !salt) throw new AppError('gone', '这次活动已经结束了。')
  const own = requireToken(token)
  if (!row || !salt) throw new AppError('not_found', NO_ATTEMPT)
  if (!deviceKeyOf(salt, own).equals(row.attempt.deviceKey)) throw new AppError('not_found', NO_ATTEMPT)
  const { campaignId, touchpointId, shareId, deviceKey, itemIds, completedAt, leftOut } = row.attempt
  return {
    id,
    campaignId,
    touchpointId,
    shareId,
    deviceKey,
    itemIds,
    completedAt,
    leftOut,
    completionEventId: reachEventId('completion', id),
  }
}

/**
 * The same for the frequent route of answers: uses cached facts, so the write itself has to check that the campaign is
 * still open.
 */
export async function requireOwnFacts(id: string, token: string | undefined): Promise<AttemptFacts> {
  const known = cache.get(id)
  if (known && token !== undefined) {
    if (known.owner !== markOf(token)) throw new AppError('not_found', NO_ATTEMPT)
    return known.facts
  }
  const { completedAt: _, ...facts } = await requireOwnAttempt(id, token)
  rememberFacts(facts, requireToken(token))
  return facts
}

/**
 * Why an attempt could not be written to. One that is missing, after a restore of an earlier backup, is unknown; that
 * its campaign is over only its campaign can say.
 * @returns AppError `not_found`, `gone`, or `unavailable` where nothing speaks against a retry.
 */
export async function whyRefused(id: string): Promise<AppError> {
  const [row] = await useDatabase()
    .select({ status: campaigns.status })
    .from(attempts)
    .innerJoin(campaigns, eq(campaigns.id, attempts.campaignId))
    .where(eq(attempts.id, id))
  if (row) return row.status === 'closed' ? new AppError('gone', '这次活动已经结束了。') : new AppError('unavailable')
  cache.delete(id)
  return new AppError('not_found', NO_ATTEMPT)
}
