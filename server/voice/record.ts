/** Takes a recording that a member has made of one line. */
import { eq, sql } from 'drizzle-orm'
import { type H3Event, getHeader, readRawBody } from 'h3'
import { useDatabase } from '#server/database/client.ts'
import { recordings, stations, voiceFiles } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { AppError } from '#shared/errors.ts'
import type { RecordVoice } from '#shared/voice/input.ts'
import { type RecordingView, type Subject, VOICE_BYTES_MAX } from '#shared/voice/voice.ts'
import { makeSound } from './make-sound.ts'
import { readStanding, toView } from './standing.ts'
import { readSubject } from './subjects.ts'

/** The uploaded file. @throws AppError `too_large`, before a byte of the body is read; `bad_input` */
export async function readRecording(event: H3Event): Promise<Uint8Array> {
  if (getHeader(event, 'transfer-encoding')) throw new AppError('bad_input', '请求缺少长度。')
  if (Number(getHeader(event, 'content-length') ?? 0) > VOICE_BYTES_MAX) {
    const why = `录音文件最大 ${VOICE_BYTES_MAX / 1024 / 1024} MB，一句最多一分钟，请剪短或分句再录`
    throw new AppError('too_large', `${why}。`, { recording: why })
  }
  const file = await readRawBody(event, false)
  if (!file?.length) throw new AppError('bad_input', '没有收到录音。', { recording: '没有收到录音' })
  return file
}

/** @throws AppError `bad_input` when the station has no local speech */
async function requireLanguage(stationId: string, language: RecordVoice['language']): Promise<void> {
  if (language === 'mandarin') return
  const [station] = await useDatabase()
    .select({ localSpeech: stations.localSpeech })
    .from(stations)
    .where(eq(stations.id, stationId))
  const why = '还没有填写本地话的名称，请管理员先在“警务室”里填写'
  if (!station?.localSpeech) throw new AppError('bad_input', `${why}。`, { language: why })
}

async function findOwn(by: CurrentMember, id: string): Promise<RecordingView | undefined> {
  const [row] = await readStanding(by.stationId, eq(recordings.id, id))
  return row && toView(row)
}

/**
 * Idempotent: a repeated id returns the stored recording.
 * @param make handed in by tests, which need not encode the same sound again and again
 * @throws AppError `not_found`; `conflict` when the line is not the one that was read; `bad_input`; `too_many`
 */
export async function addRecording(
  by: CurrentMember,
  at: { subject: Subject; id: string },
  { id, hash, language, source }: RecordVoice,
  file: Uint8Array,
  make = makeSound,
): Promise<RecordingView> {
  const known = await findOwn(by, id)
  if (known) return known
  const { title, lines } = await readSubject(at.subject, at.id, 'built')
  const line = lines.find((each) => each.hash === hash)
  if (!line) throw new AppError('conflict', '这一句的文字刚刚改过，请刷新页面，照新的念。')
  await requireLanguage(by.stationId, language)
  const sound = await make(file)
  await useDatabase().transaction(async (tx) => {
    await tx
      .insert(voiceFiles)
      .values({ hash: sound.hash, ogg: sound.ogg, mp3: sound.mp3, durationMs: sound.ms })
      // The same sound again, which may have been erased meanwhile.
      .onConflictDoUpdate({
        target: voiceFiles.hash,
        set: { ogg: sound.ogg, mp3: sound.mp3, erasedAt: null },
        setWhere: sql`${voiceFiles.ogg} is null`,
      })
    const made = await tx
      .insert(recordings)
      .values({
        id,
        stationId: by.stationId,
        subject: at.subject,
        subjectId: at.id,
        text: line.text,
        textHash: hash,
        language,
        source,
        fileHash: sound.hash,
        recordedBy: by.id,
      })
      .onConflictDoNothing()
      .returning({ id: recordings.id })
    if (made.length === 0) return
    await writeAudit(tx, by, {
      action: 'voice.record',
      subjectType: 'recording',
      subjectId: id,
      detail: { title, text: line.text, machine: source === 'machine' },
    })
  })
  const stored = await findOwn(by, id)
  // The id is that of another station's recording.
  if (!stored) throw new AppError('conflict', '没有存上，请再试一次。')
  return stored
}
