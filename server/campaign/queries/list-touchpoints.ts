/** Which touchpoints does a campaign have, and under which code is each printed? */
import { and, asc, eq, isNull } from 'drizzle-orm'
import { type Executor, useDatabase } from '#server/database/client.ts'
import { campaigns, shortCodes, touchpoints } from '#server/database/schema/index.ts'
import { byNameOf } from '#shared/order.ts'

/** By name, archived ones too. Empty for a campaign of another station. */
export async function listTouchpoints(stationId: string, campaignId: string, db: Executor = useDatabase()) {
  const rows = await db
    .select({
      id: touchpoints.id,
      kind: touchpoints.kind,
      name: touchpoints.name,
      place: touchpoints.place,
      grid: touchpoints.grid,
      plannedCount: touchpoints.plannedCount,
      revision: touchpoints.revision,
      archivedAt: touchpoints.archivedAt,
      code: shortCodes.code,
    })
    .from(touchpoints)
    .innerJoin(campaigns, eq(campaigns.id, touchpoints.campaignId))
    .innerJoin(shortCodes, and(eq(shortCodes.touchpointId, touchpoints.id), isNull(shortCodes.shareId)))
    .where(and(eq(touchpoints.campaignId, campaignId), eq(campaigns.stationId, stationId)))
    .orderBy(asc(touchpoints.createdAt), asc(touchpoints.id))
  return rows.sort(byNameOf(({ name }) => name))
}
