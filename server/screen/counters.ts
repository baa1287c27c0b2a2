import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { reachRollups } from '#server/database/schema/index.ts'
import type { ScreenCounters } from '#shared/screen/state.ts'
import { dayOf } from '#shared/station.ts'

/** The figures a hall screen shows, from the roll-ups of the whole campaign. */
export async function readScreenCounters(campaignId: string, now = new Date()): Promise<ScreenCounters> {
  const today = dayOf(now)
  const rows = await useDatabase()
    .select({ kind: reachRollups.kind, day: reachRollups.day, events: sql<number>`sum(${reachRollups.events})::int` })
    .from(reachRollups)
    .where(
      and(
        eq(reachRollups.campaignId, campaignId),
        isNull(reachRollups.touchpointId),
        inArray(reachRollups.kind, ['start', 'completion']),
        or(isNull(reachRollups.day), eq(reachRollups.day, today)),
      ),
    )
    .groupBy(reachRollups.kind, reachRollups.day)
  const events = (kind: string, day: string | null) =>
    rows.find((row) => row.kind === kind && row.day === day)?.events ?? 0
  return {
    day: today,
    at: now.getTime(),
    completions: events('completion', null),
    completionsToday: events('completion', today),
    starts: events('start', null),
  }
}
