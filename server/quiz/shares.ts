/** Passing the quiz on: one link per attempt, with a code of its own that knows where it came from. */
import { eq } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { claimCode } from '#server/campaign/codes.ts'
import { recordReach } from '#server/campaign/reach.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { attempts, campaigns, shares, shortCodes } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { type AttemptFacts, requireOwnAttempt } from './attempt-access.ts'
import { reachEventId } from './ids.ts'

/**
 * The share by which a device arrives that comes with this one. Nobody arrives by a link of their own: such a start
 * counts for whatever had brought the device to the attempt that it passed on.
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

/** Depth of the share that brought the sharer here; 0 when a touchpoint did. */
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

async function insertShare(
  tx: Transaction,
  id: string,
  attempt: AttemptFacts,
  at: Date,
): Promise<{ code: string; isNew: boolean }> {
  const { id: attemptId, campaignId, touchpointId, deviceKey, shareId } = attempt
  const [open] = await tx
    .select({ status: campaigns.status })
    .from(campaigns)
    .where(eq(campaigns.id, campaignId))
    .for('share')
  if (open?.status !== 'open') throw new AppError('gone', '这次活动已经结束了。')
  const [made] = await tx
    .insert(shares)
    .values({
      id,
      campaignId,
      touchpointId,
      attemptId,
      parentId: shareId,
      depth: (await depthOf(tx, shareId)) + 1,
      createdAt: at,
    })
    .onConflictDoNothing()
    .returning({ id: shares.id })
  if (!made) {
    const known = await codeOfAttempt(tx, attemptId)
    // The id is taken, and not by this attempt: whose it is, is nobody's business.
    if (!known) throw new AppError('conflict', '请再按一次“转给家人”。')
    return { code: known, isNew: false }
  }
  const code = await claimCode(tx, { touchpointId, shareId: id })
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
  return { code, isNew: true }
}

/**
 * The code of this attempt's share, made on the first call.
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
  const { code, isNew } = await useDatabase().transaction((tx) => insertShare(tx, id, attempt, at))
  if (isNew) tell('reach:moved', { campaignId: attempt.campaignId })
  return code
}
