/** Short codes, and the ledger of reach with its roll-ups. */
import { sql } from 'drizzle-orm'
import { check, date, index, integer, pgEnum, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { REACH_KINDS, REACH_SOURCES } from '../../../shared/campaign/touchpoint.ts'
import { campaigns, touchpoints } from './campaign.ts'
import { bytea, createdAt, id } from './columns.ts'
import { members } from './member.ts'
import { shares } from './quiz.ts'

export const reachKind = pgEnum('reach_kind', REACH_KINDS)
export const reachSource = pgEnum('reach_source', REACH_SOURCES)

/** What stands behind `/s/:code`: a touchpoint, or a share of one. */
export const shortCodes = pgTable(
  'short_codes',
  {
    code: text().primaryKey(),
    touchpointId: uuid()
      .notNull()
      .references(() => touchpoints.id),
    shareId: uuid().references(() => shares.id),
    createdAt: createdAt(),
  },
  (t) => [
    index('short_codes_touchpoint_id_idx').on(t.touchpointId),
    uniqueIndex('short_codes_share_id_idx').on(t.shareId),
  ],
)

/**
 * The ledger. Append-only: a trigger refuses UPDATE and DELETE; a wrong contact count is corrected by a further row.
 */
export const reachEvents = pgTable(
  'reach_events',
  {
    /** For scans and shares made by the device, so that a repeated submission is not a second event. */
    id: id(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    touchpointId: uuid()
      .notNull()
      .references(() => touchpoints.id),
    kind: reachKind().notNull(),
    source: reachSource().notNull().default('system'),
    /** Occasions; 1 for all kinds but `contact`. Negative only for a correction of contacts. */
    quantity: integer().notNull().default(1),
    /** HMAC-SHA-256(campaign salt, device token); null for contacts. */
    deviceKey: bytea(),
    /** The share by which the device arrived. */
    shareId: uuid().references(() => shares.id),
    memberId: uuid().references(() => members.id),
    at: createdAt(),
    /** Day of `at` in Asia/Shanghai (for contacts: the day they happened). */
    day: date({ mode: 'string' }).notNull(),
  },
  (t) => [
    index('reach_events_campaign_id_at_idx').on(t.campaignId, t.at),
    check('reach_events_quantity', sql`${t.quantity} <> 0 and (${t.kind} = 'contact' or ${t.quantity} = 1)`),
    check('reach_events_device', sql`(${t.kind} = 'contact') = (${t.deviceKey} is null)`),
  ],
)

/** First sight of a device within a scope: touchpoint null = whole campaign, day null = all days. */
export const reachDevices = pgTable(
  'reach_devices',
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    touchpointId: uuid().references(() => touchpoints.id),
    kind: reachKind().notNull(),
    day: date({ mode: 'string' }),
    deviceKey: bytea().notNull(),
  },
  (t) => [unique('reach_devices_key').on(t.campaignId, t.touchpointId, t.kind, t.day, t.deviceKey).nullsNotDistinct()],
)

/** Totals of the ledger by scope, kept in the transaction that writes the ledger. Same scopes as `reach_devices`. */
export const reachRollups = pgTable(
  'reach_rollups',
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    touchpointId: uuid().references(() => touchpoints.id),
    kind: reachKind().notNull(),
    /** Contacts are kept apart by who counted them; all else is `system`. */
    source: reachSource().notNull(),
    day: date({ mode: 'string' }),
    events: integer().notNull(),
    devices: integer().notNull(),
  },
  (t) => [unique('reach_rollups_key').on(t.campaignId, t.touchpointId, t.kind, t.source, t.day).nullsNotDistinct()],
)
