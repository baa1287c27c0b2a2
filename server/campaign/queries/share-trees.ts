/** How many share links descend from each touchpoint, and how deep are the chains? */
import { count, eq, max } from 'drizzle-orm'
import type { Executor } from '#server/database/client.ts'
import { shares } from '#server/database/schema/index.ts'

/** `links` counts share links, `depth` their layers (1: shared by someone who came from the touchpoint itself). */
export async function shareTrees(db: Executor, campaignId: string) {
  return db
    .select({ touchpointId: shares.touchpointId, links: count(), depth: max(shares.depth) })
    .from(shares)
    .where(eq(shares.campaignId, campaignId))
    .groupBy(shares.touchpointId)
}
