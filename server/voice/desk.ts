/** The recordings as the office works on them. */
import { readStation } from '#server/member/station.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { LANGUAGES, type Subject, subjectKey, type VoiceDesk, type VoiceList } from '#shared/voice/voice.ts'
import { approvedVoices, ofSubject, readStanding, type Standing, toView } from './standing.ts'
import { allSubjects, readSubject } from './subjects.ts'

export async function listVoices(by: CurrentMember): Promise<VoiceList> {
  const [subjects, rows, { localSpeech }] = await Promise.all([
    allSubjects(),
    readStanding(by.stationId),
    readStation(by),
  ])
  const bySubject = new Map<string, Standing[]>()
  for (const row of rows) {
    const key = subjectKey(row.subject, row.subjectId)
    bySubject.set(key, [...(bySubject.get(key) ?? []), row])
  }
  return {
    localSpeech,
    subjects: subjects.map(({ subject, id, title, lines }) => {
      const own = bySubject.get(subjectKey(subject, id)) ?? []
      const voices = approvedVoices(own)
      const hashes = new Set(lines.map(({ hash }) => hash))
      const voicedIn = (language: (typeof LANGUAGES)[number]) =>
        lines.filter(({ hash }) => voices.get(hash)?.some((voice) => voice.language === language)).length
      return {
        subject,
        id,
        title,
        lines: lines.length,
        voiced: { mandarin: voicedIn('mandarin'), local: voicedIn('local') },
        waiting: own.filter(({ state, textHash }) => state === 'draft' && hashes.has(textHash)).length,
      }
    }),
  }
}

/** @throws AppError `not_found` */
export async function readDesk(by: CurrentMember, subject: Subject, id: string): Promise<VoiceDesk> {
  const [{ title, lines }, rows, { localSpeech }] = await Promise.all([
    readSubject(subject, id, 'built'),
    readStanding(by.stationId, ofSubject(subject, id)),
    readStation(by),
  ])
  const hashes = new Set(lines.map(({ hash }) => hash))
  const kept = rows.filter(({ state }) => state !== 'erased')
  return {
    subject,
    id,
    title,
    localSpeech,
    lines: lines.map((line) => ({
      ...line,
      recordings: kept.filter(({ textHash }) => textHash === line.hash).map(toView),
    })),
    outdated: kept.filter(({ textHash }) => !hashes.has(textHash)).map((row) => ({ ...toView(row), text: row.text })),
  }
}
