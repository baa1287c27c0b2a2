/** Short codes, and the ledger of reach with its roll-ups. */
import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  check,
  date,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { PublishedCounts } from '../../../shared/campaign/published.ts'
import {
  HEADCOUNT_KINDS,
  PLAY_KINDS,
  REACH_IDENTITIES,
  REACH_KIND_FACTS,
  REACH_KINDS,
  REACH_SOURCES,
  type ReachIdentity,
} from '../../../shared/campaign/touchpoint.ts'
import { TALLY_REASONS } from '../../../shared/campaign/tally.ts'
import { campaigns, touchpoints } from './campaign.ts'
import { all, bytea, createdAt, id, instant, oneOf } from './columns.ts'
import { members, stations } from './member.ts'
import { shares } from './quiz.ts'
import { screens } from './screen.ts'

/** Text with a check instead of an enum: kinds will be added, and altering a Postgres enum has pitfalls. */
const reachKind = () => text({ enum: REACH_KINDS }).notNull()
const kindsOf = (identity: ReachIdentity) =>
  oneOf(REACH_KINDS.filter((kind) => REACH_KIND_FACTS[kind].identity === identity))
const isKindOf = (column: AnyPgColumn, identity: ReachIdentity) =>
  sql`${sql.raw(`when '${identity}' then `)}${column} in (${kindsOf(identity)}) `

export const reachSource = pgEnum('reach_source', REACH_SOURCES)

/** What `/s/:code` leads to: a touchpoint, or a share of one. */
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
 * The ledger. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE; a wrong count is corrected by a further row.
 */
export const reachEvents = pgTable(
  'reach_events',
  {
    /**
     * The device makes the ids of scans and shares, so that a repeated submission is not a second event (deduplicated).
     */
    id: id(),
    /** The station of the campaign, where there is one. */
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    /**
     * Null outside of campaigns: a screen without a campaign, a tour of the hall. Then `touchpoint_id` is null, too.
     */
    campaignId: uuid().references(() => campaigns.id),
    touchpointId: uuid().references(() => touchpoints.id),
    /** The hall screen of a play. */
    screenId: uuid().references(() => screens.id),
    kind: reachKind(),
    /** Determined by the kind. */
    identity: text({ enum: REACH_IDENTITIES }).notNull(),
    source: reachSource().notNull().default('system'),
    /** Occasions; 1 for devices and sessions. Negative only for a correction of contacts. */
    quantity: integer().notNull().default(1),
    /** HMAC-SHA-256(campaign salt, device token). */
    deviceKey: bytea(),
    /** Random, made for one play or one seat: it cannot be traced to a person, and counts once per kind. */
    sessionKey: uuid(),
    /** The share by which the device arrived. */
    shareId: uuid().references(() => shares.id),
    /** The member who counted. */
    memberId: uuid().references(() => members.id),
    at: createdAt(),
    /** Day of `at` in Asia/Shanghai (for counted contacts: the day they happened). */
    day: date({ mode: 'string' }).notNull(),
  },
  (t) => [
    index('reach_events_campaign_id_at_idx').on(t.campaignId, t.at),
    index('reach_events_station_id_at_idx')
      .on(t.stationId, t.at)
      .where(sql`${t.campaignId} is null`),
    uniqueIndex('reach_events_session_key_kind_idx')
      .on(t.sessionKey, t.kind)
      .where(sql`${t.sessionKey} is not null`),
    check(
      'reach_events_kind',
      sql`case ${t.identity} ${sql.join(REACH_IDENTITIES.map((one) => isKindOf(t.kind, one)))} else false end`,
    ),
    check(
      'reach_events_identity',
      all(
        sql`(${t.identity} = 'device') = (${t.deviceKey} is not null)`,
        sql`(${t.identity} = 'session') = (${t.sessionKey} is not null)`,
        sql`(${t.shareId} is null or ${t.identity} = 'device')`,
      ),
    ),
    check(
      'reach_events_place',
      all(
        sql`(${t.campaignId} is null) = (${t.touchpointId} is null)`,
        sql`(${t.campaignId} is not null or ${t.identity} <> 'device')`,
        sql`(${t.screenId} is not null or ${t.kind} not in (${oneOf(PLAY_KINDS)}))`,
      ),
    ),
    check(
      'reach_events_counted',
      all(
        sql`${t.quantity} <> 0`,
        sql`(${t.identity} = 'none' or (${t.quantity} = 1 and ${t.source} = 'system' and ${t.memberId} is null))`,
        sql`(${t.kind} not in (${oneOf(HEADCOUNT_KINDS)}) or (${t.memberId} is not null and ${t.source} <> 'system'))`,
      ),
    ),
  ],
)

/**
 * What the office takes out of the published figures: events of devices of a campaign, within a window of time, of one
 * touchpoint, or both. Append-only: a further row that names it in `undoes` puts it back.
 */
export const reachExclusions = pgTable(
  'reach_exclusions',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    /** Null: all touchpoints. */
    touchpointId: uuid().references(() => touchpoints.id),
    /** The window, without its end; null on both sides: at any time, also in the future. */
    fromAt: instant(),
    toAt: instant(),
    /** The row that this one revokes. */
    undoes: uuid().references((): AnyPgColumn => reachExclusions.id),
    reason: text().notNull().default(''),
    memberId: uuid()
      .notNull()
      .references(() => members.id),
    at: createdAt(),
  },
  (t) => [
    index('reach_exclusions_campaign_id_idx').on(t.campaignId),
    unique('reach_exclusions_undoes_key').on(t.undoes),
    check(
      'reach_exclusions_window',
      all(
        sql`(${t.fromAt} is null) = (${t.toAt} is null)`,
        sql`(${t.fromAt} is null or ${t.fromAt} < ${t.toAt})`,
        sql`(${t.undoes} is not null or ${t.touchpointId} is not null or ${t.fromAt} is not null)`,
        sql`(${t.undoes} is null or (${t.touchpointId} is null and ${t.fromAt} is null))`,
      ),
    ),
    check('reach_exclusions_reason', sql`char_length(${t.reason}) <= 200`),
  ],
)

/** How often something was left out, or was unusual, for each reason. */
export const reachTallies = pgTable(
  'reach_tallies',
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    touchpointId: uuid()
      .notNull()
      .references(() => touchpoints.id),
    day: date({ mode: 'string' }).notNull(),
    reason: text({ enum: TALLY_REASONS }).notNull(),
    events: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.campaignId, t.touchpointId, t.day, t.reason] }),
    check('reach_tallies_reason', sql`${t.reason} in (${oneOf(TALLY_REASONS)})`),
  ],
)

/** First event of a device within a scope: touchpoint null = whole campaign, day null = all days. */
export const reachDevices = pgTable(
  'reach_devices',
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    touchpointId: uuid().references(() => touchpoints.id),
    kind: reachKind(),
    day: date({ mode: 'string' }),
    deviceKey: bytea().notNull(),
  },
  (t) => [
    unique('reach_devices_key').on(t.campaignId, t.touchpointId, t.kind, t.day, t.deviceKey).nullsNotDistinct(),
    check('reach_devices_kind', sql`${t.kind} in (${kindsOf('device')})`),
  ],
)

/**
 * What is published of a campaign: counts in steps, as of one look at the ledger (campaign/published.ts). Written anew
 * from the ledger when it is time; the true counts never leave the server.
 */
export const reachPublished = pgTable('reach_published', {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaigns.id),
  /** Decides where the steps are; 32 random bytes. */
  secret: bytea().notNull(),
  at: instant().notNull(),
  counts: jsonb().$type<PublishedCounts>().notNull(),
})

/**
 * Roll-ups: totals of the ledger by scope, updated in the transaction that writes the ledger. In a campaign: all of it
 * or one touchpoint (as in `reach_devices`). Outside of campaigns: all of the station or one screen. Each over all days
 * or on one. The total of a station is the sum of its campaigns and of the events outside of them.
 */
export const reachRollups = pgTable(
  'reach_rollups',
  {
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    campaignId: uuid().references(() => campaigns.id),
    touchpointId: uuid().references(() => touchpoints.id),
    screenId: uuid().references(() => screens.id),
    kind: reachKind(),
    /** Counted contacts are kept separately by source; all other kinds have `system`. */
    source: reachSource().notNull(),
    day: date({ mode: 'string' }),
    events: integer().notNull(),
    /** Distinct devices: not additive over scopes. */
    devices: integer().notNull(),
    /** Distinct sessions: additive. */
    sessions: integer().notNull().default(0),
  },
  (t) => [
    unique('reach_rollups_key')
      .on(t.campaignId, t.touchpointId, t.kind, t.source, t.day, t.stationId, t.screenId)
      .nullsNotDistinct(),
    check('reach_rollups_kind', sql`${t.kind} in (${oneOf(REACH_KINDS)})`),
    check(
      'reach_rollups_scope',
      all(
        sql`(${t.touchpointId} is null or ${t.campaignId} is not null)`,
        sql`(${t.screenId} is null or ${t.campaignId} is null)`,
        sql`(${t.devices} = 0 or ${t.campaignId} is not null)`,
      ),
    ),
  ],
)
