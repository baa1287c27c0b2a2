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
    /** The screen's own touchpoint: scans of its QR code are counted for it. */
    touchpointId: uuid().references(() => touchpoints.id),
    /** Raised by one on every edit in the office, like that of a campaign; `screen_revisions` is another thing. */
    revision: integer().notNull().default(1),
    pairedBy: uuid()
      .notNull()
      .references(() => members.id),
    pairedAt: createdAt(),
    revokedAt: instant(),
    /** Start of the present connection; null while offline. */
    onlineSince: instant(),
    /** Last heartbeat. */
    lastSeenAt: instant(),
    /** When another machine last tried to connect with this screen's token while it was online. */
    contestedAt: instant(),
    /** The screen's last report: what it really shows, the revision of its state, and since when. */
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
 * The revision of each screen's state; raised by triggers (migration 0006) in the transaction of each change. Starts
 * near ms since the epoch, so that it also rises after a backup was restored.
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
    /** Six digits from a CSPRNG, unique among the pairings that have not expired. */
    code: text().notNull(),
    /** SHA-256 of the secret that only the waiting screen holds. */
    secretHash: bytea().notNull(),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    /** Failed attempts to collect the token: wrong secret or too late. */
    failures: integer().notNull().default(0),
    /** Set once, when the officer enters the code. */
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
