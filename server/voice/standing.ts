/** Recordings with the newest decision about each. */
import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { type Executor, useDatabase } from '#server/database/client.ts'
import { members, recordingDecisions, recordings, voiceFiles } from '#server/database/schema/index.ts'
import { shownName } from '#server/member/names.ts'
import type { Role } from '#shared/member/role.ts'
import type {
  Language,
  RecordingView,
  Subject,
  Voice,
  VoiceDecision,
  VoiceSource,
  VoiceState,
} from '#shared/voice/voice.ts'

const columns = {
  id: recordings.id,
  subject: sql<Subject>`${recordings.subject}`,
  subjectId: recordings.subjectId,
  text: recordings.text,
  textHash: recordings.textHash,
  language: sql<Language>`${recordings.language}`,
  source: sql<VoiceSource>`${recordings.source}`,
  file: recordings.fileHash,
  ms: voiceFiles.durationMs,
  by: shownName,
  byId: recordings.recordedBy,
  createdAt: recordings.createdAt,
  number: recordingDecisions.number,
  decision: sql<VoiceDecision | null>`${recordingDecisions.decision}`,
  comment: recordingDecisions.comment,
  decidedBy: sql<Role | null>`${recordingDecisions.role}`,
  decidedAt: recordingDecisions.at,
}

/** Newest first. */
export async function readStanding(stationId: string, where?: SQL, db: Executor = useDatabase()) {
  const rows = await db
    .selectDistinctOn([recordings.id], columns)
    .from(recordings)
    .innerJoin(voiceFiles, eq(voiceFiles.hash, recordings.fileHash))
    .innerJoin(members, eq(members.id, recordings.recordedBy))
    .leftJoin(recordingDecisions, eq(recordingDecisions.recordingId, recordings.id))
    .where(and(eq(recordings.stationId, stationId), where))
    .orderBy(desc(recordings.id), desc(recordingDecisions.number))
  return rows.map(({ decision, ...row }) => {
    const state: VoiceState = decision ?? 'draft'
    return { ...row, state }
  })
}
export type Standing = Awaited<ReturnType<typeof readStanding>>[number]

export const ofSubject = (subject: Subject, id: string): SQL | undefined =>
  and(eq(recordings.subject, subject), eq(recordings.subjectId, id))

export function toView(row: Standing): RecordingView {
  const { id, language, source, file, ms, state, number, comment, by, byId, decidedBy, decidedAt, createdAt } = row
  const at = (decidedAt ?? createdAt).toISOString()
  return { id, language, source, file, ms, state, number, comment: comment ?? '', by, byId, decidedBy, at }
}

/** Of each text and language the recording that was approved last. */
export function approvedVoices(rows: readonly Standing[]): Map<string, Voice[]> {
  const approved = rows
    .filter(({ state }) => state === 'approved')
    .toSorted((a, b) => (b.number ?? 0) - (a.number ?? 0))
  const voices = new Map<string, Voice[]>()
  for (const { textHash, language, source, file, ms } of approved) {
    const known = voices.get(textHash) ?? []
    if (known.some((voice) => voice.language === language)) continue
    voices.set(textHash, [...known, { language, machine: source === 'machine', file, ms }])
  }
  return voices
}
