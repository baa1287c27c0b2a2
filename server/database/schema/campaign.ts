/** Campaigns and their touchpoints. */
import { sql } from 'drizzle-orm'
import { check, date, index, integer, pgEnum, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { CAMPAIGN_STATUSES, TOUCHPOINT_KINDS } from '../../../shared/campaign/touchpoint.ts'
import { bytea, createdAt, id, instant } from './columns.ts'
import { members, stations } from './member.ts'

export const campaignStatus = pgEnum('campaign_status', CAMPAIGN_STATUSES)
export const touchpointKind = pgEnum('touchpoint_kind', TOUCHPOINT_KINDS)

export const campaigns = pgTable(
  'campaigns',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    title: text().notNull(),
    /** One line under the title on phones and screens. */
    slogan: text().notNull().default(''),
    startsOn: date({ mode: 'string' }).notNull(),
    endsOn: date({ mode: 'string' }).notNull(),
    status: campaignStatus().notNull().default('open'),
    /** Only in rows that an earlier version wrote, until a server moves it into its data folder (campaign/salts.ts). */
    salt: bytea(),
    /**
     * SHA-256 of the salt, the key of the device HMAC, which is kept outside of the database and destroyed when the
     * campaign closes: from then on no key can be traced to a device. Null until it has one.
     */
    saltPrint: bytea(),
    /** Since when devices are told apart by a new salt, because the first one was lost with its computer. */
    resaltedAt: instant(),
    goalContacts: integer(),
    goalCompletions: integer(),
    /** Residents of the area the campaign is meant for, according to the station; null while unknown. */
    population: integer(),
    /**
     * Raised by one on every edit, for optimistic locking: a save from an older revision gets a conflict instead of
     * overwriting.
     */
    revision: integer().notNull().default(1),
    createdBy: uuid()
      .notNull()
      .references(() => members.id),
    createdAt: createdAt(),
    closedAt: instant(),
  },
  (t) => [
    index('campaigns_station_id_idx').on(t.stationId),
    check('campaigns_days', sql`${t.endsOn} >= ${t.startsOn}`),
    check('campaigns_salt', sql`${t.status} = 'open' or ${t.salt} is null`),
    check('campaigns_goals', sql`coalesce(${t.goalContacts}, 1) > 0 and coalesce(${t.goalCompletions}, 1) > 0`),
    check('campaigns_population', sql`coalesce(${t.population}, 1) > 0`),
  ],
)

/** A server that has not got the salt of a campaign asks the others for it. */
export const saltRequests = pgTable(
  'salt_requests',
  {
    id: id(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    /** X25519 (SPKI, DER) of the one who asks; its private key is in memory only. */
    publicKey: bytea().notNull(),
    /** The salt, sealed by AES-256-GCM: nonce, ciphertext, tag. */
    sealed: bytea(),
    /** Public key of the one who has answered. */
    answerKey: bytea(),
    createdAt: createdAt(),
  },
  (t) => [
    index('salt_requests_campaign_id_idx').on(t.campaignId),
    check('salt_requests_answer', sql`(${t.sealed} is null) = (${t.answerKey} is null)`),
  ],
)

export const touchpoints = pgTable(
  'touchpoints',
  {
    id: id(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    kind: touchpointKind().notNull(),
    name: text().notNull(),
    place: text().notNull().default(''),
    /** Neighbourhood cell, in the community's own name for it. */
    grid: text().notNull().default(''),
    plannedCount: integer(),
    /** Raised by one on every edit, like that of a campaign. */
    revision: integer().notNull().default(1),
    createdAt: createdAt(),
    /** Archived: hidden from lists; its code keeps working, because it may be printed on a thousand leaflets. */
    archivedAt: instant(),
  },
  (t) => [
    index('touchpoints_campaign_id_idx').on(t.campaignId),
    check('touchpoints_planned', sql`coalesce(${t.plannedCount}, 1) > 0`),
  ],
)
