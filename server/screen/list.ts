import { and, asc, desc, eq, exists, gt, isNotNull, isNull, not, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import {
  campaigns,
  screenCare,
  screenHealth,
  screenOrders,
  screenPairings,
  screens,
} from '#server/database/schema/index.ts'
import { screenOrigin } from '#server/http/origin.ts'
import { byName } from '#shared/order.ts'
import type { OpeningSpan } from '#shared/screen/hours.ts'
import type { HealthEntry, ScreenList } from '#shared/screen/list.ts'
import { COLLECT_GRACE_MS } from '#shared/screen/pairing.ts'
import { missedSince } from '#shared/screen/outage.ts'
import { careRow, DEFAULT_ROW } from './care.ts'
import { isContested } from './contest.ts'
import { isOnline } from './presence.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

function missed(
  { online, lastSeenAt }: { online: boolean; lastSeenAt: Date | null },
  openingHours: readonly OpeningSpan[],
  now: Date,
): string | null {
  const since = missedSince({ online, lastSeenAt: lastSeenAt?.getTime() ?? null, openingHours }, now.getTime())
  return since === undefined ? null : new Date(since).toISOString()
}

const healthView = ({ at, startedAt, screenId: _id, ...told }: typeof screenHealth.$inferSelect): HealthEntry => ({
  ...told,
  at: at.toISOString(),
  startedAt: startedAt.toISOString(),
})

/** A station's screens by zone and name, and the campaigns they can show. */
export async function listScreens(stationId: string, now?: Date): Promise<ScreenList> {
  // The same condition as in collect(): until then the screen can still fetch its token.
  const collectable = gt(screenPairings.expiresAt, new Date((now?.getTime() ?? Date.now()) - COLLECT_GRACE_MS))
  const pending = useDatabase()
    .select({ id: screenPairings.id })
    .from(screenPairings)
    .where(and(eq(screenPairings.screenId, screens.id), collectable))
  const [rows, open] = await Promise.all([
    useDatabase()
      .select({
        id: screens.id,
        name: screens.name,
        zone: screens.zone,
        revision: screens.revision,
        campaign: { id: campaigns.id, title: campaigns.title, open: sql<boolean>`${campaigns.status} = 'open'` },
        pairedAt: screens.pairedAt,
        collected: isNotNull(screens.tokenHash).mapWith(Boolean),
        lapsed: sql<boolean>`${and(isNull(screens.tokenHash), not(exists(pending)))}`,
        online: isOnline(now),
        onlineSince: screens.onlineSince,
        lastSeenAt: screens.lastSeenAt,
        contested: isContested(now),
        shownKind: screens.shownKind,
        shownAt: screens.shownAt,
        care: screenCare,
        health: screenHealth,
        order: screenOrders,
      })
      .from(screens)
      .leftJoin(campaigns, eq(campaigns.id, screens.campaignId))
      .leftJoin(screenCare, eq(screenCare.screenId, screens.id))
      .leftJoin(screenHealth, eq(screenHealth.screenId, screens.id))
      .leftJoin(screenOrders, eq(screenOrders.screenId, screens.id))
      .where(and(eq(screens.stationId, stationId), isNull(screens.revokedAt)))
      .orderBy(asc(screens.id)),
    useDatabase()
      .select({ id: campaigns.id, title: campaigns.title })
      .from(campaigns)
      .where(and(eq(campaigns.stationId, stationId), eq(campaigns.status, 'open')))
      .orderBy(desc(campaigns.startsOn), desc(campaigns.id)),
  ])
  rows.sort((a, b) => byName(a.zone, b.zone) || byName(a.name, b.name))
  return {
    screens: rows.map(({ shownKind, shownAt, care, health, order, ...row }) => ({
      ...row,
      shown: row.online && shownKind && shownAt ? { kind: shownKind, at: shownAt.toISOString() } : null,
      pairedAt: row.pairedAt.toISOString(),
      onlineSince: row.online ? (row.onlineSince?.toISOString() ?? null) : null,
      lastSeenAt: iso(row.lastSeenAt),
      missedSince: missed(row, care?.openingHours ?? [], now ?? new Date()),
      care: care ? careRow(care) : DEFAULT_ROW,
      health: health && healthView(health),
      order: order && {
        force: order.force,
        askedAt: order.askedAt.toISOString(),
        toldAt: iso(order.toldAt),
        doneAt: iso(order.doneAt),
      },
    })),
    campaigns: open,
    localOrigin: screenOrigin('localhost'),
  }
}
