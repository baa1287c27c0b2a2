/** For which touchpoints has a member entered contacts, and for which last? */
import { and, desc, eq, isNotNull, max } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { reachEvents } from '#server/database/schema/index.ts'
import type { CurrentMember } from '#server/member/session.ts'

/** Ids of touchpoints of a campaign of the member's station, the one of the last entry first. */
export async function touchpointsCountedBy(
  by: Pick<CurrentMember, 'id' | 'stationId'>,
  campaignId: string,
): Promise<string[]> {
  const rows = await useDatabase()
    .select({ id: reachEvents.touchpointId })
    .from(reachEvents)
    .where(
      and(
        eq(reachEvents.campaignId, campaignId),
        eq(reachEvents.stationId, by.stationId),
        eq(reachEvents.kind, 'contact'),
        eq(reachEvents.memberId, by.id),
        isNotNull(reachEvents.touchpointId),
      ),
    )
    .groupBy(reachEvents.touchpointId)
    .orderBy(desc(max(reachEvents.at)), reachEvents.touchpointId)
  return rows.flatMap(({ id }) => id ?? [])
}
