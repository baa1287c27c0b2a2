/**
 * The reach of a campaign: in total, by touchpoint, by day. Read from the roll-ups only: a few rows per touchpoint and
 * day.
 */
import { and, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '#server/database/client.ts'
import { reachRollups } from '#server/database/schema/index.ts'
import { DEVICE_KINDS, type FunnelKind, type ReachSource } from '#shared/campaign/touchpoint.ts'

export interface RolledUp {
  touchpointId: string | null
  day: string | null
  kind: FunnelKind
  source: ReachSource
  events: number
  devices: number
}

const rows = (db: Executor, campaignId: string, kinds: readonly FunnelKind[], scope: SQL | undefined) =>
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
    .where(and(eq(reachRollups.campaignId, campaignId), inArray(reachRollups.kind, [...kinds]), scope))

const notByBoth = or(isNull(reachRollups.touchpointId), isNull(reachRollups.day))
const byBoth = and(isNotNull(reachRollups.touchpointId), isNotNull(reachRollups.day))

/**
 * Contacts of the whole campaign and of each touchpoint over all days, and of the whole campaign on each day; without
 * each touchpoint on each day.
 */
export const contactsRolledUp = (db: Executor, campaignId: string): Promise<RolledUp[]> =>
  rows(db, campaignId, ['contact'], notByBoth)
/** Contacts of each touchpoint on each day. */
export const contactsByTouchpointAndDay = (db: Executor, campaignId: string): Promise<RolledUp[]> =>
  rows(db, campaignId, ['contact'], byBoth)
/**
 * Stages of phones in every scope. True counts, which nobody may see: see published.ts. Sessions are excluded, and a
 * day with only sessions is not a day of the funnel.
 */
export const stagesRolledUp = (db: Executor, campaignId: string): Promise<RolledUp[]> =>
  rows(db, campaignId, DEVICE_KINDS, undefined)
