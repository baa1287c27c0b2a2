/** Screens that are missed: each outage is one row, whoever notices it, and is told once to the station's webhook. */
import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screenCare, screenOutages, screens, screenStations } from '#server/database/schema/index.ts'
import { GRACE_MS, missedSince, OPENING_GRACE_MS } from '#shared/screen/outage.ts'
import { isOnline } from './presence.ts'

interface Noticed {
  begun: number
  ended: number
}

/** Screens that have been in use and are not revoked, with the outage that is open. */
const candidates = (now?: Date) =>
  useDatabase()
    .select({
      id: screens.id,
      lastSeenAt: screens.lastSeenAt,
      online: isOnline(now),
      openingHours: screenCare.openingHours,
      outage: screenOutages.id,
      told: isNotNull(screenOutages.toldAt).mapWith(Boolean),
      webhook: isNotNull(screenStations.webhookUrl).mapWith(Boolean),
    })
    .from(screens)
    .leftJoin(screenCare, eq(screenCare.screenId, screens.id))
    .leftJoin(screenStations, eq(screenStations.stationId, screens.stationId))
    .leftJoin(screenOutages, and(eq(screenOutages.screenId, screens.id), isNull(screenOutages.endedAt)))
    .where(and(isNull(screens.revokedAt), isNotNull(screens.lastSeenAt)))

/** Begins the outages of screens that are missed, and ends those of screens that are back. Any node may call it. */
export async function noticeOutages(
  now = new Date(),
  graces = { lost: GRACE_MS, opening: OPENING_GRACE_MS },
): Promise<Noticed> {
  const rows = await candidates(now)
  const missed = rows.flatMap((row) => {
    if (row.outage) return []
    const seen = { ...row, lastSeenAt: row.lastSeenAt?.getTime() ?? null, openingHours: row.openingHours ?? [] }
    const since = missedSince(seen, now.getTime(), graces)
    // Where nobody is to be told now, a webhook that is set later hears nothing of it.
    return since === undefined ? [] : [{ screenId: row.id, since: new Date(since), nextAt: row.webhook ? now : null }]
  })
  if (missed.length > 0) await useDatabase().insert(screenOutages).values(missed).onConflictDoNothing()
  const back = rows.flatMap(({ online, outage }) => (online && outage ? [outage] : []))
  if (back.length > 0)
    await useDatabase()
      .update(screenOutages)
      // Only those who heard that it is missed hear that it is back.
      .set({
        endedAt: now,
        tries: 0,
        nextAt: sql`case when ${screenOutages.toldAt} is null then null else ${now.toISOString()}::timestamptz end`,
      })
      .where(and(inArray(screenOutages.id, back), isNull(screenOutages.endedAt)))
  return { begun: missed.length, ended: back.length }
}

/** Closes what nobody waits for any more. Nightly, also removes what is older than a year. */
export async function tidyOutages(now = new Date()): Promise<void> {
  const revoked = useDatabase().select({ id: screens.id }).from(screens).where(isNotNull(screens.revokedAt))
  await useDatabase()
    .update(screenOutages)
    .set({ endedAt: now, nextAt: null })
    .where(and(isNull(screenOutages.endedAt), inArray(screenOutages.screenId, revoked)))
  await useDatabase()
    .delete(screenOutages)
    .where(sql`${screenOutages.endedAt} < ${now.toISOString()}::timestamptz - interval '400 days'`)
}
