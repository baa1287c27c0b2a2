/** Knowledge cards: each save is a separate version, of which one may be public. */
import { sql } from 'drizzle-orm'
import { boolean, check, date, index, integer, pgEnum, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { CARD_KINDS, CARD_STAGES } from '../../../shared/card/card.ts'
import { all, bytea, createdAt, id, instant } from './columns.ts'
import { members, stations } from './member.ts'

export const cardKind = pgEnum('card_kind', CARD_KINDS)
export const cardStage = pgEnum('card_stage', CARD_STAGES)

export const cards = pgTable(
  'cards',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    authorId: uuid()
      .notNull()
      .references(() => members.id),
    /**
     * Number of the newest version, for optimistic locking: a save from an older version gets a conflict instead of
     * overwriting.
     */
    version: integer().notNull().default(1),
    /** Review stage of the newest version. */
    stage: cardStage().notNull().default('draft'),
    /** Reason for the return; set only while it is returned. */
    returnReason: text(),
    /** Number of the version that is public, or was until it was withdrawn. */
    publishedVersion: integer(),
    publishedAt: instant(),
    publishedBy: uuid().references(() => members.id),
    urgent: boolean().notNull().default(false),
    /** Until when an urgent card takes over the hall's screens; null when it does not, or was stopped. */
    screensUntil: instant(),
    withdrawnAt: instant(),
    withdrawReason: text(),
    /** When it was discarded; only a card that was never public can be. */
    discardedAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    index('cards_station_id_idx').on(t.stationId),
    check(
      'cards_published',
      all(
        sql`(${t.publishedVersion} is null) = (${t.publishedAt} is null)`,
        sql`(${t.publishedVersion} is null) = (${t.publishedBy} is null)`,
      ),
    ),
    check('cards_approved', sql`${t.stage} <> 'approved' or coalesce(${t.publishedVersion}, 0) = ${t.version}`),
    check(
      'cards_withdrawn',
      all(
        sql`(${t.withdrawnAt} is null) = (${t.withdrawReason} is null)`,
        sql`(${t.withdrawnAt} is null or ${t.publishedVersion} is not null)`,
      ),
    ),
    check('cards_screens', sql`${t.screensUntil} is null or ${t.urgent}`),
    check('cards_discarded', sql`${t.discardedAt} is null or ${t.publishedVersion} is null`),
    check('cards_returned', sql`(${t.stage} = 'returned') = (${t.returnReason} is not null)`),
  ],
)

/** Append-only: triggers refuse UPDATE, DELETE, TRUNCATE. So the record of what was public at any time is complete. */
export const cardVersions = pgTable(
  'card_versions',
  {
    cardId: uuid()
      .notNull()
      .references(() => cards.id),
    number: integer().notNull(),
    kind: cardKind().notNull(),
    title: text().notNull(),
    /** One line for lists and screens. */
    headline: text().notNull(),
    /** Markdown. */
    body: text().notNull(),
    /** File stem of a scam type. */
    scamType: text(),
    source: text().notNull(),
    /** Last day on which it may be shown. */
    expiresOn: date({ mode: 'string' }),
    savedBy: uuid()
      .notNull()
      .references(() => members.id),
    savedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.cardId, t.number] }),
    check('card_versions_number', sql`${t.number} >= 1`),
    check(
      'card_versions_lengths',
      all(
        sql`char_length(${t.title}) between 1 and 30`,
        sql`char_length(${t.headline}) <= 40`,
        sql`char_length(${t.body}) <= 5000`,
      ),
    ),
  ],
)

/** Re-encoded by the server: the camera's metadata of the uploaded file are removed. */
export const cardPictures = pgTable(
  'card_pictures',
  {
    id: id(),
    cardId: uuid()
      .notNull()
      .references(() => cards.id),
    /** WebP. */
    bytes: bytea().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    addedBy: uuid()
      .notNull()
      .references(() => members.id),
    createdAt: createdAt(),
  },
  (t) => [index('card_pictures_card_id_idx').on(t.cardId)],
)

/** Comments within the office. */
export const cardComments = pgTable(
  'card_comments',
  {
    id: id(),
    cardId: uuid()
      .notNull()
      .references(() => cards.id),
    memberId: uuid()
      .notNull()
      .references(() => members.id),
    text: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('card_comments_card_id_idx').on(t.cardId),
    check('card_comments_text', sql`char_length(${t.text}) between 1 and 500`),
  ],
)
