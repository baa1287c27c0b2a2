/** Approved voices as phones and screens play them. */
import { eq, inArray, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { recordings, stations, voiceFiles } from '#server/database/schema/index.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { siteStation } from '#server/member/station.ts'
import { AppError } from '#shared/errors.ts'
import {
  type AllVoices,
  type Subject,
  subjectKey,
  type SubjectVoices,
  type VoiceFormat,
  type Voices,
} from '#shared/voice/voice.ts'
import { approvedVoices, ofSubject, readStanding, type Standing } from './standing.ts'
import { contentSubjects, type ReadSubject, readSubject } from './subjects.ts'

function voicesOf({ lines }: ReadSubject, rows: readonly Standing[]): Voices {
  const voices = approvedVoices(rows)
  return Object.fromEntries(
    lines.flatMap(({ key, hash }) => {
      const found = voices.get(hash)
      return found ? [[key, found] as const] : []
    }),
  )
}

/** The name of the local speech. */
async function readSpeech(stationId: string): Promise<string | null> {
  const [row] = await useDatabase()
    .select({ localSpeech: stations.localSpeech })
    .from(stations)
    .where(eq(stations.id, stationId))
  return row?.localSpeech ?? null
}

/** @throws AppError `not_found`: the subject is not shown */
export async function readVoices(subject: Subject, id: string): Promise<SubjectVoices> {
  const station = await siteStation()
  if (!station) return { localSpeech: null, lines: {} }
  const [read, rows, localSpeech] = await Promise.all([
    readSubject(subject, id, 'shown'),
    readStanding(station.id, ofSubject(subject, id)),
    readSpeech(station.id),
  ])
  const reading = subject === 'scenario' ? undefined : read.lines.map(({ key, text }) => ({ key, text }))
  return { localSpeech, lines: voicesOf(read, rows), ...(reading && { reading }) }
}

/** Of all scenarios and panels that are shown; cards come and go too fast for a screen to keep them. */
export async function readAllVoices(stationId: string): Promise<AllVoices> {
  const [subjects, rows, localSpeech] = await Promise.all([
    contentSubjects('shown'),
    readStanding(stationId, inArray(recordings.subject, ['scenario', 'panel'])),
    readSpeech(stationId),
  ])
  const found = subjects.flatMap((read) => {
    const own = rows.filter((row) => row.subject === read.subject && row.subjectId === read.id)
    const lines = voicesOf(read, own)
    return Object.keys(lines).length ? [[subjectKey(read.subject, read.id), lines] as const] : []
  })
  return { localSpeech, subjects: Object.fromEntries(found) }
}

/** Changes with every decision about a recording, and with the name of the local speech. */
export async function voicesVersion(): Promise<string> {
  const [row] = await useDatabase().execute<{ version: string }>(sql`
    select (select coalesce(max(number), 0) from recording_decisions)
      || coalesce((select string_agg(local_speech, ' ' order by id) from stations), '') as version`)
  return row?.version ?? ''
}

/**
 * @param by called only for a sound that is not public. @throws AppError `not_found`
 */
export async function readVoiceFile(
  hash: string,
  format: VoiceFormat,
  by: () => Promise<Pick<CurrentMember, 'stationId'> | undefined>,
): Promise<{ bytes: Uint8Array; open: boolean }> {
  const [file] = await useDatabase()
    .select({ bytes: voiceFiles[format] })
    .from(voiceFiles)
    .where(eq(voiceFiles.hash, hash))
  const bytes = file?.bytes
  const gone = new AppError('not_found', '没有这段录音。')
  if (!bytes) throw gone
  const users = await useDatabase()
    .select({ id: recordings.id, stationId: recordings.stationId })
    .from(recordings)
    .where(eq(recordings.fileHash, hash))
  const stationIds = [...new Set(users.map(({ stationId }) => stationId))]
  const rows = await Promise.all(stationIds.map((id) => readStanding(id, eq(recordings.fileHash, hash))))
  if (rows.flat().some(({ state }) => state === 'approved')) return { bytes, open: true }
  const member = await by()
  if (!member || !stationIds.includes(member.stationId)) throw gone
  return { bytes, open: false }
}
