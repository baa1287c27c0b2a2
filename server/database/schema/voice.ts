/** Recorded voices: who read which text, what was decided about it, and the sound itself. */
import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { LANGUAGES, SUBJECTS, VOICE_DECISIONS, VOICE_SOURCES } from '../../../shared/voice/voice.ts'
import { ROLES } from '../../../shared/member/role.ts'
import { bytea, createdAt, id, instant, oneOf } from './columns.ts'
import { members, stations } from './member.ts'

/** Sounds by their content: one that is sent twice is stored once. */
export const voiceFiles = pgTable(
  'voice_files',
  {
    /** SHA-256, the first 22 characters of its base64url. */
    hash: text().primaryKey(),
    /** Opus, and the same as MP3; both null once the sound was erased: it is a person's voice. */
    ogg: bytea(),
    mp3: bytea(),
    durationMs: integer().notNull(),
    createdAt: createdAt(),
    erasedAt: instant(),
  },
  (t) => [
    check('voice_files_duration', sql`${t.durationMs} between 1 and 60000`),
    check('voice_files_bytes', sql`(${t.ogg} is null) = (${t.mp3} is null)`),
    check('voice_files_erased', sql`(${t.ogg} is null) = (${t.erasedAt} is not null)`),
  ],
)

/** Append-only: what is said about a recording stands in `recording_decisions`. */
export const recordings = pgTable(
  'recordings',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    subject: text().notNull(),
    /** File stem of a scenario or panel, or id of a card. */
    subjectId: text().notNull(),
    /** The line as it was read; a changed text needs another recording. */
    text: text().notNull(),
    /** Of text and speaker: a recording belongs to each line of its subject that has this hash. */
    textHash: text().notNull(),
    language: text().notNull(),
    source: text().notNull(),
    fileHash: text()
      .notNull()
      .references(() => voiceFiles.hash),
    recordedBy: uuid()
      .notNull()
      .references(() => members.id),
    createdAt: createdAt(),
  },
  (t) => [
    index('recordings_station_id_subject_subject_id_idx').on(t.stationId, t.subject, t.subjectId),
    index('recordings_file_hash_idx').on(t.fileHash),
    check('recordings_subject', sql`${t.subject} in (${oneOf(SUBJECTS)})`),
    check('recordings_language', sql`${t.language} in (${oneOf(LANGUAGES)})`),
    check('recordings_source', sql`${t.source} in (${oneOf(VOICE_SOURCES)})`),
  ],
)

/** Append-only, like `content_reviews`. A recording without one is a draft. */
export const recordingDecisions = pgTable(
  'recording_decisions',
  {
    id: id(),
    stationId: uuid()
      .notNull()
      .references(() => stations.id),
    /** From 1 in the order of the commits of a station. */
    number: integer().notNull(),
    recordingId: uuid()
      .notNull()
      .references(() => recordings.id),
    decision: text().notNull(),
    comment: text().notNull().default(''),
    memberId: uuid()
      .notNull()
      .references(() => members.id),
    /** The member's role at the time. */
    role: text().notNull(),
    at: createdAt(),
  },
  (t) => [
    unique('recording_decisions_station_id_number_key').on(t.stationId, t.number),
    index('recording_decisions_recording_id_idx').on(t.recordingId),
    check('recording_decisions_number', sql`${t.number} >= 1`),
    check('recording_decisions_decision', sql`${t.decision} in (${oneOf(VOICE_DECISIONS)})`),
    check('recording_decisions_comment', sql`char_length(${t.comment}) <= 100`),
    check('recording_decisions_role', sql`${t.role} in (${oneOf(ROLES)})`),
  ],
)
