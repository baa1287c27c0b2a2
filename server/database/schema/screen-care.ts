/** How hall screens are looked after: settings, health, errors, outages, orders and use. */
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { VolumeSpan } from '../../../shared/screen/care.ts'
import { ERROR_KINDS, type Picture } from '../../../shared/screen/health.ts'
import type { OpeningSpan } from '../../../shared/screen/hours.ts'
import { all, id, instant, oneOf } from './columns.ts'
import { stations } from './member.ts'
import { screens } from './screen.ts'

const screenId = () =>
  uuid()
    .notNull()
    .references(() => screens.id)

/** Brightness, volume and opening hours; without a row the defaults apply, as revision 1. */
export const screenCare = pgTable(
  'screen_care',
  {
    screenId: screenId().primaryKey(),
    brightness: integer().notNull(),
    volume: integer().notNull(),
    volumeTimes: jsonb().$type<VolumeSpan[]>().notNull(),
    openingHours: jsonb().$type<OpeningSpan[]>().notNull(),
    /** Raised by one on every edit. */
    revision: integer().notNull(),
  },
  (t) => [
    check('screen_care_levels', all(sql`${t.brightness} between 30 and 100`, sql`${t.volume} between 0 and 100`)),
  ],
)

/** What all screens of a station share: whom to tell of an outage, and the code that leads an officer out. */
export const screenStations = pgTable('screen_stations', {
  stationId: uuid()
    .primaryKey()
    .references(() => stations.id),
  webhookUrl: text(),
  /** Of six digits. A hash of so few is no secret by itself: attempts are limited. */
  exitCodeHash: text(),
  revision: integer().notNull(),
})

/** The last report of a screen about itself. */
export const screenHealth = pgTable('screen_health', {
  screenId: screenId().primaryKey(),
  at: instant().notNull(),
  build: text().notNull(),
  /** When its page was loaded. */
  startedAt: instant().notNull(),
  freeBytes: doublePrecision(),
  width: integer().notNull(),
  height: integer().notNull(),
  picture: jsonb().$type<Picture>(),
})

/** The last order to load the page anew: asked, told to the screen, done. */
export const screenOrders = pgTable('screen_orders', {
  screenId: screenId().primaryKey(),
  id: uuid().notNull(),
  /** At once, also while a visitor plays. */
  force: boolean().notNull(),
  askedAt: instant().notNull(),
  toldAt: instant(),
  doneAt: instant(),
})

/** Errors of a screen's page by their shape; few of each screen, and not for long. */
export const screenErrors = pgTable(
  'screen_errors',
  {
    id: id(),
    screenId: screenId(),
    kind: text({ enum: ERROR_KINDS }).notNull(),
    shape: text().notNull(),
    build: text().notNull(),
    firstAt: instant().notNull(),
    lastAt: instant().notNull(),
    times: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [
    unique('screen_errors_shape').on(t.screenId, t.kind, t.shape, t.build),
    index('screen_errors_screen_id_last_at_idx').on(t.screenId, t.lastAt),
    check('screen_errors_kind', sql`${t.kind} in (${oneOf(ERROR_KINDS)})`),
  ],
)

/** Times in which a screen was missed, and what was told of it by webhook. */
export const screenOutages = pgTable(
  'screen_outages',
  {
    id: id(),
    screenId: screenId(),
    since: instant().notNull(),
    endedAt: instant(),
    /** When it was told that the screen is missed, and that it is back. */
    toldAt: instant(),
    backToldAt: instant(),
    /** Failed attempts in a row, and when the next is due; null: nothing is to be told. */
    tries: integer().notNull().default(0),
    nextAt: instant(),
  },
  (t) => [
    uniqueIndex('screen_outages_open_idx')
      .on(t.screenId)
      .where(sql`${t.endedAt} is null`),
    index('screen_outages_next_at_idx')
      .on(t.nextAt)
      .where(sql`${t.nextAt} is not null`),
  ],
)

/** How a screen is used, by day and view. `run`: since its page began to count from zero. */
export const screenUse = pgTable(
  'screen_use',
  {
    screenId: screenId(),
    run: uuid().notNull(),
    day: date({ mode: 'string' }).notNull(),
    view: text().notNull(),
    seconds: integer().notNull(),
    touches: integer().notNull(),
    sessions: integer().notNull(),
    starts: integer().notNull(),
    completions: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.screenId, t.day, t.view, t.run] })],
)
