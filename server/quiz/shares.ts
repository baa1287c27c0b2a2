/** Sharing the quiz: one link per attempt, with its own code that records its origin. */
import { and, asc, eq } from 'drizzle-orm'
import { claimCode, holdOpen } from '#server/campaign/codes.ts'
import { recordReach } from '#server/campaign/reach.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { attempts, shares, shortCodes } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { type AttemptFacts, requireOwnAttempt } from './attempt-access.ts'
import { reachEventId } from './ids.ts'

/**
 * The share to which the arrival of a device is attributed. Devices do not arrive by their own link: such a start is
 * attributed to the share by which the device came to the attempt that it shared.
 */
export async function arrivalOf(shareId: string | null, deviceKey: Buffer): Promise<string | null> {
  let arrival = shareId
  while (arrival) {
    const [from] = await useDatabase()
      .select({ deviceKey: attempts.deviceKey, shareId: attempts.shareId })
      .from(shares)
      .innerJoin(attempts, eq(attempts.id, shares.attemptId))
      .where(eq(shares.id, arrival))
    if (!from || !deviceKey.equals(from.deviceKey)) break
    arrival = from.shareId
  }
  return arrival
}

/**
 * The share by which the device first came to the campaign: two phones that hand a link back and forth are a chain of
 * two, however often they do.
 */
async function firstArrivalOf(tx: Transaction, campaignId: string, deviceKey: Uint8Array): Promise<string | null> {
  const [first] = await tx
    .select({ shareId: attempts.shareId })
    .from(attempts)
    .where(and(eq(attempts.campaignId, campaignId), eq(attempts.deviceKey, deviceKey)))
    .orderBy(asc(attempts.startedAt), asc(attempts.id))
    .limit(1)
  return first?.shareId ?? null
}

/** Depth of the share by which the sharer arrived; 0 for arrival by a touchpoint. */
async function depthOf(tx: Transaction, shareId: string | null): Promise<number> {
  if (!shareId) return 0
  const [parent] = await tx.select({ depth: shares.depth }).from(shares).where(eq(shares.id, shareId))
  return parent?.depth ?? 0
}

async function codeOfAttempt(tx: Transaction, attemptId: string): Promise<string | undefined> {
  const [row] = await tx
    .select({ code: shortCodes.code })
    .from(shares)
    .innerJoin(shortCodes, eq(shortCodes.shareId, shares.id))
    .where(eq(shares.attemptId, attemptId))
  return row?.code
}

async function insertShare(tx: Transaction, id: string, attempt: AttemptFacts, at: Date): Promise<string> {
  const { id: attemptId, campaignId, touchpointId, deviceKey, shareId } = attempt
  await holdOpen(tx, campaignId)
  const parentId = await firstArrivalOf(tx, campaignId, deviceKey)
  const [made] = await tx
    .insert(shares)
    .values({
      id,
      campaignId,
      touchpointId,
      attemptId,
      parentId,
      depth: (await depthOf(tx, parentId)) + 1,
      createdAt: at,
    })
    .onConflictDoNothing()
    .returning({ id: shares.id })
  if (!made) {
    const known = await codeOfAttempt(tx, attemptId)
    // The id belongs to the share of another attempt; the error does not reveal which.
    if (!known) throw new AppError('conflict', '请再按一次“转给家人”。')
    return known
  }
  const code = await claimCode(tx, { touchpointId, shareId: id })
  // A share of what does not count does not count either.
  if (attempt.leftOut) return code
  await recordReach(tx, [
    {
      id: reachEventId('share', attemptId),
      campaignId,
      touchpointId,
      kind: 'share',
      deviceKey,
      shareId: shareId ?? undefined,
      at,
    },
  ])
  return code
}

/**
 * The code of this attempt's share, created on the first call.
 * @throws as `requireOwnAttempt`; `conflict` while the attempt is not complete, and when the id belongs to another
 * attempt's share.
 */
export async function shareAttempt(
  attemptId: string,
  token: string | undefined,
  id: string,
  at = new Date(),
): Promise<string> {
  const attempt = await requireOwnAttempt(attemptId, token)
  if (!attempt.completedAt) throw new AppError('conflict', '还有题没有答完，做完就能转给家人。')
  return useDatabase().transaction((tx) => insertShare(tx, id, attempt, at))
}
