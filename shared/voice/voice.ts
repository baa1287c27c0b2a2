/** Recorded voices: a member reads a line aloud, an officer approves, phones and screens play it. Without zod. */
import type { Role } from '../member/role.ts'

/** What lines are read from. */
export const SUBJECTS = ['scenario', 'panel', 'card'] as const
export type Subject = (typeof SUBJECTS)[number]
export const SUBJECT_LABELS: Record<Subject, string> = { scenario: '骗局情景', panel: '展板', card: '知识卡' }

/** `local`: the speech of the place, whose name is a setting of the station. */
export const LANGUAGES = ['mandarin', 'local'] as const
export type Language = (typeof LANGUAGES)[number]
export const MANDARIN = '普通话'

export const VOICE_SOURCES = ['human', 'machine'] as const
export type VoiceSource = (typeof VOICE_SOURCES)[number]
/** Shown wherever a voice that nobody spoke can be heard. */
export const MACHINE_LABEL = '机器合成'

/** `erased` takes the sound itself out of the database, for ever: it is a person's voice. */
export const VOICE_DECISIONS = ['approved', 'withdrawn', 'erased'] as const
export type VoiceDecision = (typeof VOICE_DECISIONS)[number]
export type VoiceState = 'draft' | VoiceDecision
export const VOICE_STATE_LABELS: Record<VoiceState, string> = {
  draft: '待民警审核',
  approved: '已通过',
  withdrawn: '已撤下',
  erased: '已清除',
}

/** Longest recording of one line, s, and the least that can be a word, ms. */
export const VOICE_SECONDS_MAX = 60
export const VOICE_LEAST_MS = 300
/** Samples per second of what browsers send and what is stored: speech has nothing above 12 kHz. */
export const VOICE_RATE = 24_000
/** Of an upload: a minute of 16-bit samples with its header is 2.88 MB. */
export const VOICE_BYTES_MAX = 3 * 1024 * 1024
export const VOICE_COMMENT_MAX = 100

/** The formats of a stored voice: Opus, and MP3 for Safari before 18.4, which cannot play Opus in Ogg. */
export const VOICE_FORMATS = { ogg: 'audio/ogg', mp3: 'audio/mpeg' } as const
export type VoiceFormat = keyof typeof VOICE_FORMATS
export const voicePath = (file: string, format: VoiceFormat): string => `/api/voices/files/${file}.${format}`

/** One line that can be read aloud. */
export interface Line {
  /** Names the line within its subject. */
  key: string
  /** Who says it in the story; empty for plain text. */
  speaker: string
  text: string
}

/** An approved recording of a line, as phones and screens play it. */
export interface Voice {
  language: Language
  machine: boolean
  /** Hash of the stored sound, which is its address. */
  file: string
  ms: number
}
/** By the key of the line; lines without a voice are missing. */
export type Voices = Record<string, Voice[]>
/** Answer of `GET /api/voices/:subject/:id`. */
export interface SubjectVoices {
  /** Name of the local speech; null: the station has set none. */
  localSpeech: string | null
  lines: Voices
  /** The text of a panel or card, in order; a scenario is known to who plays it. */
  reading?: Pick<Line, 'key' | 'text'>[]
}
/** Of all scenarios and panels, by `subjectKey`, for screens. */
export interface AllVoices {
  localSpeech: string | null
  subjects: Record<string, Voices>
}
export const subjectKey = (subject: Subject, id: string): string => `${subject}/${id}`

/** Clear words for a length: 75 s → 1 分 15 秒. */
function lengthText(seconds: number): string {
  const all = Math.round(seconds)
  const [minutes, rest] = [Math.floor(all / 60), all % 60]
  return minutes ? `${minutes} 分${rest ? ` ${rest} 秒` : '钟'}` : `${rest} 秒`
}
export const tooLong = (seconds: number): string =>
  `录音长 ${lengthText(seconds)}，一句最多 ${VOICE_SECONDS_MAX} 秒，请剪短或分句再录`

/** A recording as the office shows it. */
export interface RecordingView {
  id: string
  language: Language
  source: VoiceSource
  file: string
  ms: number
  state: VoiceState
  /** Of the newest decision about it, of the whole station; null while there is none. */
  number: number | null
  comment: string
  by: string
  byId: string
  /** Role of the member who decided last. */
  decidedBy: Role | null
  /** ISO. */
  at: string
}
export interface LineView extends Line {
  /** Hash of what is read and by whom: a recording of another text does not count. */
  hash: string
  /** The part of the subject in which it stands, e.g. a scene. */
  part: string
  recordings: RecordingView[]
}
/** A recording of a line that has changed since. */
interface OutdatedView extends RecordingView {
  text: string
}
export interface VoiceDesk {
  subject: Subject
  id: string
  title: string
  /** Name of the local speech; null: the station has set none. */
  localSpeech: string | null
  lines: LineView[]
  outdated: OutdatedView[]
}
export interface VoiceSubject {
  subject: Subject
  id: string
  title: string
  lines: number
  /** Lines with an approved recording, by language. */
  voiced: Record<Language, number>
  /** Recordings that wait for an officer. */
  waiting: number
}
export interface VoiceList {
  localSpeech: string | null
  subjects: VoiceSubject[]
}
