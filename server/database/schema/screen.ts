/** Hall screens and how they are paired. */
import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { ShownKind } from '../../../shared/screen/view.ts'
import { campaigns, touchpoints } from './campaign.ts'
import { bytea, createdAt, id, instant } from './columns.ts'
import { members, stations } from './member.ts'

export const screens = pgTable(
  'screens',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    name: text().notNull(),
    zone: text().notNull().default(''),
    /** SHA-256 of the device token; null until the screen has fetched it, and again when it is revoked. */
    tokenHash: bytea(),
    campaignId: uuid().references(() => campaigns.id),
    /** The screen's own touchpoint: scans of its QR are counted as its own. */
    touchpointId: uuid().references(() => touchpoints.id),
    pairedBy: uuid()
      .notNull()
      .references(() => members.id),
    pairedAt: createdAt(),
    revokedAt: instant(),
    /** Start of the present connection; null while offline. */
    onlineSince: instant(),
    /** Last heartbeat. */
    lastSeenAt: instant(),
    /** What it last reported that it really shows, the revision of the state that it held, and since when. */
    shownKind: text().$type<ShownKind>(),
    shownRevision: bigint({ mode: 'number' }),
    shownAt: instant(),
  },
  (t) => [
    uniqueIndex('screens_token_hash_idx').on(t.tokenHash),
    index('screens_station_id_idx').on(t.stationId),
    check('screens_shown', sql`(${t.shownKind} is null) = (${t.shownAt} is null)`),
  ],
)

/**
 * The revision of what each screen shows; written by triggers (migration 0006) in the transaction of each change. About
 * ms since the epoch, so that it also rises over a backup that was put back.
 */
export const screenRevisions = pgTable('screen_revisions', {
  screenId: uuid()
    .primaryKey()
    .references(() => screens.id),
  revision: bigint({ mode: 'number' }).notNull(),
})

export const screenPairings = pgTable(
  'screen_pairings',
  {
    id: id(),
    /** Six digits from a CSPRNG, unique among the live ones. */
    code: text().notNull(),
    /** SHA-256 of the secret that only the waiting screen holds. */
    secretHash: bytea().notNull(),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    /** Wrong or late tries to collect. */
    failures: integer().notNull().default(0),
    /** Set once, by the officer's entry. */
    screenId: uuid().references(() => screens.id),
    collectedAt: instant(),
  },
  (t) => [
    uniqueIndex('screen_pairings_code_idx')
      .on(t.code)
      .where(sql`${t.screenId} is null`),
    check('screen_pairings_code', sql`${t.code} ~ '^[0-9]{6}$'`),
  ],
)
