/** Counts the start of a phone that had no cookie then, once it has shown that it keeps it. */
import { and, eq } from 'drizzle-orm'
import { recordReach } from '#server/campaign/reach.ts'
import { tally } from '#server/campaign/tallies.ts'
import { admitDevice } from '#server/campaign/visit-limits.ts'
import { useDatabase } from '#server/database/client.ts'
import { attempts, campaigns } from '#server/database/schema/index.ts'
import type { AttemptFacts } from './attempt-access.ts'
import { reachEventId } from './ids.ts'

/** Once per attempt; nothing in a closed campaign, nor of a network that has brought too many new devices. */
export async function countStart(facts: AttemptFacts, network: string | undefined): Promise<void> {
  const { id, campaignId, touchpointId, deviceKey, shareId } = facts
  if ((await admitDevice(facts, network, new Date())) === 'refused') return
  const counted = await useDatabase().transaction(async (tx) => {
    const [open] = await tx
      .select({ id: campaigns.id })
      .from(campaigns)
      .where(and(eq(campaigns.id, campaignId), eq(campaigns.status, 'open')))
      .for('share')
    if (!open) return undefined
    const [attempt] = await tx
      .update(attempts)
      .set({ leftOut: null })
      .where(and(eq(attempts.id, id), eq(attempts.leftOut, 'no_cookie')))
      .returning({ at: attempts.startedAt })
    if (!attempt) return undefined
    await recordReach(tx, [
      {
        id: reachEventId('start', id),
        campaignId,
        touchpointId,
        kind: 'start',
        deviceKey,
        shareId: shareId ?? undefined,
        at: attempt.at,
      },
    ])
    return attempt.at
  })
  facts.leftOut = null
  if (!counted) return
  tally({ campaignId, touchpointId, at: counted, reason: 'no_cookie', events: -1 })
}
