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
import { TRUTHS } from '../../../shared/content/item.ts'
import { campaigns, touchpoints } from './campaign.ts'
import { bytea, createdAt, id, instant } from './columns.ts'

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
    completedAt: instant(),
  },
  (t) => [
    index('attempts_campaign_id_device_key_idx').on(t.campaignId, t.deviceKey),
    check('attempts_item_ids', sql`cardinality(${t.itemIds}) between 1 and 50`),
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
