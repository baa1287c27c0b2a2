/** Stations, the members of the alliance, their invitations and log-ins, and the audit log. */
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgEnum, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { ROLES } from '../../../shared/member/role.ts'
import { bytea, createdAt, id, instant } from './columns.ts'

export const memberRole = pgEnum('member_role', ROLES)

export const stations = pgTable(
  'stations',
  {
    id: id(),
    name: text().notNull(),
    hallName: text().notNull(),
    /** Null: derived from `name` (shared/member/station.ts). */
    allianceName: text(),
    /** Under the icon on a phone's home screen; null: derived. */
    shortName: text(),
    /** The area in words, e.g. a street or community; null: not given, like all below. */
    placeName: text(),
    /** Residents of the area. */
    population: integer(),
    /** Of the hall, in m². */
    hallArea: integer(),
    /** One paragraph about the alliance, on the home page. */
    about: text(),
    telephone: text(),
    address: text(),
    /** How a resident can make sure that a quiz is from this station. */
    checkHint: text(),
    /** Legal footer lines. */
    icpNumber: text(),
    policeFiling: text(),
    /** PNG, re-encoded by the server. */
    logo: bytea(),
    /** A new one for each uploaded logo, so that its address can be cached for ever. */
    logoId: uuid(),
    /** Raised by one on every edit, like that of a campaign. */
    revision: integer().notNull().default(1),
    createdAt: createdAt(),
  },
  (t) => [
    check('stations_numbers', sql`coalesce(${t.population}, 1) > 0 and coalesce(${t.hallArea}, 1) > 0`),
    check('stations_logo', sql`(${t.logo} is null) = (${t.logoId} is null)`),
  ],
)

export const members = pgTable(
  'members',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    /** Stored in lower case. */
    login: text().notNull(),
    name: text().notNull(),
    /** Another member's name looks the same: the account is shown beside it (server/member/names.ts). */
    namesake: boolean().notNull().default(false),
    role: memberRole().notNull(),
    passwordHash: text().notNull(),
    /** Raised on password change and on "log out everywhere": a cookie of an older epoch is invalid. */
    sessionEpoch: integer().notNull().default(1),
    /** Raised when an admin changes role or access, like that of a campaign. */
    revision: integer().notNull().default(1),
    disabledAt: instant(),
    lastLoginAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('members_login_idx').on(t.login),
    index('members_station_id_idx').on(t.stationId),
    check('members_login_lower', sql`${t.login} = lower(${t.login})`),
  ],
)

export const invitations = pgTable(
  'invitations',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    /** SHA-256 of the token in the link; the link itself is shown once and never stored. */
    tokenHash: bytea().notNull(),
    role: memberRole().notNull(),
    /** The invited person, as the inviter wrote it. */
    name: text().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => members.id),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
    usedBy: uuid().references(() => members.id),
    revokedAt: instant(),
  },
  (t) => [
    uniqueIndex('invitations_token_hash_idx').on(t.tokenHash),
    index('invitations_station_id_idx').on(t.stationId),
  ],
)

/** Sessions that were logged out: their sealed cookies are refused until they expire by themselves. */
export const endedSessions = pgTable('ended_sessions', {
  /** Random id in the cookie. */
  sessionId: text().primaryKey(),
  expiresAt: instant().notNull(),
})

/** One-time codes, printed at start while there is no admin. Hash only. */
export const setupCodes = pgTable('setup_codes', {
  codeHash: bytea().primaryKey(),
  createdAt: createdAt(),
})

/** Failed log-ins per account and device (or address); the lock time grows with the failures. */
export const loginThrottles = pgTable('login_throttles', {
  /** `account:<login>|device:<hash>`; never a plain address. */
  key: text().primaryKey(),
  failures: integer().notNull(),
  lockedUntil: instant(),
  updatedAt: instant().notNull(),
})

/** Every write in the office, and what was refused. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    /** Null when the system did it. */
    memberId: uuid().references(() => members.id),
    /** `noun.verb`, e.g. `campaign.close`. */
    action: text().notNull(),
    subjectType: text().notNull(),
    subjectId: text(),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    at: createdAt(),
  },
  (t) => [index('audit_log_station_id_at_idx').on(t.stationId, t.at)],
)

/**
 * What happens again and again, such as failed log-ins: the first goes to the audit log at once, the others are counted
 * here, and go there as one entry.
 */
export const auditRepeats = pgTable('audit_repeats', {
  /** Hash of who, what and about what. */
  key: text().primaryKey(),
  stationId: uuid()
    .notNull()
    .references(() => stations.id),
  /** The rest of the entry, like a row of the audit log. */
  memberId: uuid().references(() => members.id),
  action: text().notNull(),
  subjectType: text().notNull(),
  subjectId: text(),
  detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  /** When the last entry about it was written. */
  since: instant().notNull(),
  /** How often since then. */
  times: integer().notNull().default(0),
})
