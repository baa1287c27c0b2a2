/** The office's decisions about content files. */
import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { all, createdAt, id } from './columns.ts'
import { members, stations } from './member.ts'

/** Append-only: a decision is taken back by another one, so the record of what was shown at any time is complete. */
export const contentReviews = pgTable(
  'content_reviews',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    /**
     * From 1 in the order of the commits: whoever has seen the highest number has seen all decisions, which ids from
     * several nodes' clocks could not promise.
     */
    number: integer().notNull(),
    collection: text().notNull(),
    /** File stem. */
    entryId: text().notNull(),
    /** Hash of the content that was decided about: a changed file needs another look. */
    contentHash: text().notNull(),
    decision: text().notNull(),
    comment: text().notNull().default(''),
    memberId: uuid()
      .notNull()
      .references(() => members.id),
    /** The member's role at the time: it is what the site shows. */
    role: text().notNull(),
    at: createdAt(),
  },
  (t) => [
    unique('content_reviews_station_id_number_key').on(t.stationId, t.number),
    index('content_reviews_station_id_collection_entry_id_idx').on(t.stationId, t.collection, t.entryId),
    check('content_reviews_number', sql`${t.number} >= 1`),
    check('content_reviews_collection', sql`${t.collection} in ('items', 'scams', 'scenarios', 'panels', 'laws')`),
    check(
      'content_reviews_decision',
      sql`${t.decision} in ('approved', 'change_requested', 'reopened', 'withdrawn', 'restored')`,
    ),
    check('content_reviews_role', sql`${t.role} in ('admin', 'officer')`),
    check(
      'content_reviews_comment',
      all(
        sql`char_length(${t.comment}) <= 300`,
        sql`(${t.decision} not in ('change_requested', 'withdrawn') or ${t.comment} <> '')`,
      ),
    ),
  ],
)
