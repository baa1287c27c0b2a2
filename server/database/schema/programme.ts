/** Screen groups, programmes, when they run, and what a docent has cued. */
import { sql } from 'drizzle-orm'
import { bigint, check, date, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Cue } from '../../../shared/programme/cue.ts'
import type { Scene } from '../../../shared/programme/scene.ts'
import { campaigns, touchpoints } from './campaign.ts'
import { all, createdAt, id, instant } from './columns.ts'
import { members, stations } from './member.ts'
import { screenGroups } from './screen.ts'

export const programmes = pgTable(
  'programmes',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    title: text().notNull(),
    /** The draft. What screens show is a version. */
    scenes: jsonb().$type<Scene[]>().notNull(),
    revision: integer().notNull().default(1),
    /** Number of the version that is in use; null before the first. */
    publishedVersion: integer(),
    archivedAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    index('programmes_station_id_idx').on(t.stationId),
    check('programmes_title', sql`char_length(${t.title}) between 1 and 30`),
  ],
)

/** Append-only by trigger: what was ever shown can be read again. */
export const programmeVersions = pgTable(
  'programme_versions',
  {
    programmeId: uuid()
      .notNull()
      .references(() => programmes.id),
    number: integer().notNull(),
    title: text().notNull(),
    scenes: jsonb().$type<Scene[]>().notNull(),
    savedBy: uuid()
      .notNull()
      .references(() => members.id),
    savedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.programmeId, t.number] }),
    check('programme_versions_number', sql`${t.number} >= 1`),
  ],
)

/** A part of the day in which a programme runs on a group. Times are the station's; days as YYYY-MM-DD. */
export const programmeSlots = pgTable(
  'programme_slots',
  {
    id: id(),
    groupId: uuid()
      .notNull()
      .references(() => screenGroups.id),
    programmeId: uuid()
      .notNull()
      .references(() => programmes.id),
    /** ISO days of the week, 1 (Monday) to 7, on which it begins. */
    weekdays: integer().array().notNull(),
    /** HH:mm; an end that is not after the start is on the next day. */
    startsAt: text().notNull(),
    endsAt: text().notNull(),
    validFrom: date({ mode: 'string' }),
    validUntil: date({ mode: 'string' }),
    /** `workdays`: not on holidays, and also on make-up workdays; `holidays`: days off only. */
    days: text().$type<'all' | 'workdays' | 'holidays'>().notNull().default('all'),
    /** The higher one wins where slots overlap. */
    priority: integer().notNull().default(0),
    revision: integer().notNull().default(1),
    createdAt: createdAt(),
  },
  (t) => [
    index('programme_slots_group_id_idx').on(t.groupId),
    check(
      'programme_slots_times',
      all(
        sql`${t.startsAt} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`,
        sql`${t.endsAt} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`,
        sql`(${t.validFrom} is null or ${t.validUntil} is null or ${t.validFrom} <= ${t.validUntil})`,
      ),
    ),
    check('programme_slots_days', sql`${t.days} in ('all', 'workdays', 'holidays')`),
    check('programme_slots_priority', sql`${t.priority} between 0 and 9`),
  ],
)

/** A guided group in the hall; counts as contacts of its campaign when it ends. */
export const tours = pgTable(
  'tours',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    groupId: uuid()
      .notNull()
      .references(() => screenGroups.id),
    campaignId: uuid().references(() => campaigns.id),
    touchpointId: uuid().references(() => touchpoints.id),
    /** Who is guided, in words. */
    audience: text().notNull(),
    headcount: integer().notNull(),
    startedBy: uuid()
      .notNull()
      .references(() => members.id),
    startedAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [
    index('tours_station_id_idx').on(t.stationId),
    check('tours_headcount', sql`${t.headcount} between 0 and 100000`),
    check('tours_times', sql`${t.endedAt} is null or ${t.endedAt} >= ${t.startedAt}`),
  ],
)

/**
 * What a docent has cued on a group; no row, or no `cue`: the programme that the time of day brings. Changed under the
 * row's lock, on whichever node the press arrives.
 */
export const groupStates = pgTable('group_states', {
  groupId: uuid()
    .primaryKey()
    .references(() => screenGroups.id),
  /** Raised with each start: cues and reports of an earlier epoch are stale. */
  epoch: bigint({ mode: 'number' }).notNull().default(0),
  /** The cue (shared/programme/cue.ts). */
  cue: jsonb().$type<Cue>(),
  /** The member who drives; others look on until it is handed over. */
  driverId: uuid().references(() => members.id),
  tourId: uuid().references(() => tours.id),
  changedAt: createdAt(),
})
