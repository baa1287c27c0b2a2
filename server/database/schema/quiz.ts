/**
 * Attempts at a quiz, their answers and their shares. No personal data: a device is an HMAC under the campaign's salt.
 */
import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { ATTEMPT_REASONS } from '../../../shared/campaign/tally.ts'
import { TRUTHS } from '../../../shared/content/item.ts'
import { campaigns, touchpoints } from './campaign.ts'
import { bytea, createdAt, id, instant, oneOf } from './columns.ts'

export const truth = pgEnum('truth', TRUTHS)

export const attempts = pgTable(
  'attempts',
  {
    /** Made by the device, so that a start that is sent twice over a weak network is one attempt (idempotent). */
    id: id(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    touchpointId: uuid()
      .notNull()
      .references(() => touchpoints.id),
    /** The share by which the device arrived. */
    shareId: uuid().references((): AnyPgColumn => shares.id),
    deviceKey: bytea().notNull(),
    /** The form: item ids by position. */
    itemIds: text().array().notNull(),
    /** Version of the scam taxonomy the form was balanced by. */
    taxonomy: text().notNull(),
    startedAt: createdAt(),
    /**
     * When the page was sent that held the first item, proved by the server: a phone that was offline reports its start
     * only after the last answer. Null where that is not proved.
     */
    openedAt: instant(),
    completedAt: instant(),
    /** Why this attempt is not in the published figures; null for one that is. */
    leftOut: text({ enum: ATTEMPT_REASONS }),
  },
  (t) => [
    index('attempts_campaign_id_device_key_idx').on(t.campaignId, t.deviceKey),
    check('attempts_item_ids', sql`cardinality(${t.itemIds}) between 1 and 50`),
    check('attempts_left_out', sql`${t.leftOut} in (${oneOf(ATTEMPT_REASONS)})`),
  ],
)

export const answers = pgTable(
  'answers',
  {
    attemptId: uuid()
      .notNull()
      .references(() => attempts.id),
    position: smallint().notNull(),
    itemId: text().notNull(),
    /** Version of the item that was shown. */
    itemVersion: integer().notNull(),
    truth: truth().notNull(),
    choice: truth().notNull(),
    correct: boolean().notNull(),
    /** False: guessed. Null: not sent, as by older clients. */
    sure: boolean(),
    answeredAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.attemptId, t.position] }),
    check('answers_correct', sql`${t.correct} = (${t.truth} = ${t.choice})`),
  ],
)

export const shares = pgTable(
  'shares',
  {
    id: id(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    touchpointId: uuid()
      .notNull()
      .references(() => touchpoints.id),
    /** The share by which the sharer arrived; null for arrival by a touchpoint. */
    parentId: uuid().references((): AnyPgColumn => shares.id),
    /** One share per attempt: pressing the button twice gives the same link. */
    attemptId: uuid()
      .notNull()
      .references((): AnyPgColumn => attempts.id),
    /** Length of the chain from the touchpoint: 1 for a sharer who came from the touchpoint itself. */
    depth: integer().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique('shares_attempt_id_key').on(t.attemptId),
    index('shares_campaign_id_idx').on(t.campaignId),
    index('shares_parent_id_idx').on(t.parentId),
    check('shares_depth', sql`${t.depth} >= 1`),
  ],
)
