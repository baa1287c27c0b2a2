import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { campaigns, screens } from '#server/database/schema/index.ts'
import type { ScreenList } from '#shared/screen/list.ts'
import { isOnline } from './presence.ts'

/** A station's screens, and the campaigns they can show. */
export async function listScreens(stationId: string, now?: Date): Promise<ScreenList> {
  const [rows, open] = await Promise.all([
    useDatabase()
      .select({
        id: screens.id,
        name: screens.name,
        zone: screens.zone,
        campaign: { id: campaigns.id, title: campaigns.title, open: sql<boolean>`${campaigns.status} = 'open'` },
        pairedAt: screens.pairedAt,
        collected: isNotNull(screens.tokenHash).mapWith(Boolean),
        online: isOnline(now),
        onlineSince: screens.onlineSince,
        lastSeenAt: screens.lastSeenAt,
      })
      .from(screens)
      .leftJoin(campaigns, eq(campaigns.id, screens.campaignId))
      .where(and(eq(screens.stationId, stationId), isNull(screens.revokedAt)))
      .orderBy(asc(screens.zone), asc(screens.name), asc(screens.id)),
    useDatabase().select({ id: campaigns.id, title: campaigns.title }).from(campaigns)
      .where(and(eq(campaigns.stationId, stationId), eq(campaigns.status, 'open'))).orderBy(desc(campaigns.startsOn), desc(campaigns.id)),
  ])
  return {
    screens: rows.map((row) => ({
      ...row,
      pairedAt: row.pairedAt.toISOString(),
      onlineSince: row.online ? (row.onlineSince?.toISOString() ?? null) : null,
      lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    })),
    campaigns: open,
  }
}
