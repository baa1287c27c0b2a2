import { and, asc, desc, eq, exists, gt, isNotNull, isNull, not, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { campaigns, screenPairings, screens } from '#server/database/schema/index.ts'
import { screenOrigin } from '#server/http/origin.ts'
import { byName } from '#shared/order.ts'
import type { ScreenList } from '#shared/screen/list.ts'
import { COLLECT_GRACE_MS } from '#shared/screen/pairing.ts'
import { isContested } from './contest.ts'
import { isOnline } from './presence.ts'

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
      })
      .from(screens)
      .leftJoin(campaigns, eq(campaigns.id, screens.campaignId))
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
    screens: rows.map(({ shownKind, shownAt, ...row }) => ({
      ...row,
      shown: row.online && shownKind && shownAt ? { kind: shownKind, at: shownAt.toISOString() } : null,
      pairedAt: row.pairedAt.toISOString(),
      onlineSince: row.online ? (row.onlineSince?.toISOString() ?? null) : null,
      lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    })),
    campaigns: open,
    localOrigin: screenOrigin('localhost'),
  }
}
