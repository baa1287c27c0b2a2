/** Who may touch an attempt: the device that started it, while its campaign runs. */
import { hash, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { deviceKeyOf } from '#server/campaign/device.ts'
import { useDatabase } from '#server/database/client.ts'
import { attempts, campaigns } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { reachEventId } from './ids.ts'

/** What never changes about an attempt. */
export interface AttemptFacts {
  id: string
  campaignId: string
  touchpointId: string
  shareId: string | null
  deviceKey: Uint8Array
  itemIds: readonly string[]
  completionEventId: string
}

/** Attempts whose facts are kept at hand: a few hours of a very busy stall, about 1 kB each. */
const MAX_CACHED = 5_000

/**
 * Facts of attempts that were proven to belong to a token, which is kept only as a mark that dies with this process:
 * the salt must not outlive its campaign in memory, and a token does not belong there. The oldest entry goes first.
 */
const cache = new Map<string, { facts: AttemptFacts; owner: string }>()
const processSecret = randomBytes(32).toString('base64')
const markOf = (token: string) => hash('sha256', processSecret + token, 'base64')

const NOT_FOUND = '没有找到这次答题，请重新扫码开始。'

/** Keeps the facts of an attempt that is known to belong to this token. */
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
 * The attempt of this device, read afresh.
 * @throws AppError `unauthenticated` without a token, `not_found` for an unknown or foreign id, `gone` once the
 * campaign is closed.
 */
export async function requireOwnAttempt(
  id: string,
  token: string | undefined,
): Promise<AttemptFacts & { completedAt: Date | null }> {
  const own = requireToken(token)
  const [row] = await useDatabase()
    .select({ attempt: attempts, salt: campaigns.salt })
    .from(attempts)
    .innerJoin(campaigns, eq(campaigns.id, attempts.campaignId))
    .where(eq(attempts.id, id))
  if (!row) throw new AppError('not_found', NOT_FOUND)
  // Without the salt nobody can prove whose attempt it is any more: that is the point of destroying it.
  if (!row.salt) throw new AppError('gone', '这次活动已经结束了。')
  if (!deviceKeyOf(row.salt, own).equals(row.attempt.deviceKey)) throw new AppError('not_found', NOT_FOUND)
  const { campaignId, touchpointId, shareId, deviceKey, itemIds, completedAt } = row.attempt
  return {
    id,
    campaignId,
    touchpointId,
    shareId,
    deviceKey,
    itemIds,
    completedAt,
    completionEventId: reachEventId('completion', id),
  }
}

/**
 * The same for the hot path of answers: facts come from memory, so whether the campaign is still open is left to the
 * write.
 */
export async function requireOwnFacts(id: string, token: string | undefined): Promise<AttemptFacts> {
  const own = requireToken(token)
  const known = cache.get(id)
  if (known) {
    if (known.owner !== markOf(own)) throw new AppError('not_found', NOT_FOUND)
    return known.facts
  }
  const { completedAt: _, ...facts } = await requireOwnAttempt(id, own)
  rememberFacts(facts, own)
  return facts
}
