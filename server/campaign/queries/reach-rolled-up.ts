/**
 * The reach of a campaign: in total, by touchpoint, by day. Read from the roll-ups only: a few rows per touchpoint and
 * day.
 */
import { and, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '#server/database/client.ts'
import { reachRollups } from '#server/database/schema/index.ts'
import { FUNNEL_KINDS, type FunnelKind, type ReachSource } from '#shared/campaign/touchpoint.ts'

export interface RolledUp {
  touchpointId: string | null
  day: string | null
  kind: FunnelKind
  source: ReachSource
  events: number
  devices: number
}

/** Contacts and stages of phones. Sessions are excluded, and a day with only sessions is not a day of the funnel. */
const rows = (db: Executor, campaignId: string, scope: SQL | undefined): Promise<RolledUp[]> =>
  db
    .select({
      touchpointId: reachRollups.touchpointId,
      day: reachRollups.day,
      kind: sql<FunnelKind>`${reachRollups.kind}`,
      source: reachRollups.source,
      events: reachRollups.events,
      devices: reachRollups.devices,
    })
    .from(reachRollups)
    .where(and(eq(reachRollups.campaignId, campaignId), inArray(reachRollups.kind, FUNNEL_KINDS), scope))

/**
 * The whole campaign and each touchpoint over all days, and the whole campaign on each day; without each touchpoint on
 * each day.
 */
export const reachRolledUp = (db: Executor, campaignId: string) =>
  rows(db, campaignId, or(isNull(reachRollups.touchpointId), isNull(reachRollups.day)))

/** Each touchpoint on each day. */
export const reachByTouchpointAndDay = (db: Executor, campaignId: string) =>
  rows(db, campaignId, and(isNotNull(reachRollups.touchpointId), isNotNull(reachRollups.day)))
