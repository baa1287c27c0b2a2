/** Input schemas of recorded voices. */
import { z } from 'zod'
import { lineSchema } from '../fields.ts'
import { uuidSchema } from '../ids.ts'
import { LANGUAGES, SUBJECTS, VOICE_COMMENT_MAX, VOICE_DECISIONS, VOICE_SOURCES } from './voice.ts'

/** File stem of a scenario or panel, or id of a card. */
export const subjectParams = z.object({
  subject: z.enum(SUBJECTS, { error: '没有这一类内容' }),
  id: z.string().regex(/^[a-z0-9-]{1,60}$/, '没有这条内容'),
})

/** `id` is made by the browser: a recording that is sent twice is stored once (idempotent). */
export const recordQuerySchema = z.object({
  id: uuidSchema,
  /** Of the text that was read. */
  hash: z.string({ error: '缺少文字的版本，请刷新页面' }).regex(/^[\w-]{22}$/, '文字的版本不对，请刷新页面'),
  language: z.enum(LANGUAGES, { error: '请选择语言' }),
  source: z.enum(VOICE_SOURCES, { error: '请说明是真人还是机器合成的声音' }),
})
export type RecordVoice = z.output<typeof recordQuerySchema>

export const decideVoiceSchema = z.object({
  decision: z.enum(VOICE_DECISIONS, { error: '没有这种决定' }),
  comment: lineSchema('原因', VOICE_COMMENT_MAX).default(''),
  /** Number of the newest decision that was seen: no decision of a colleague is overridden unseen. */
  seen: z.int({ error: '缺少看到的审核记录，请刷新页面' }).min(1).max(2_000_000_000).nullable(),
})
export type DecideVoice = z.output<typeof decideVoiceSchema>

const voiceNameSchema = z.string().regex(/^[\w-]{1,40}\.(?:ogg|mp3)$/, '没有这段录音')
export const voiceFileParams = z.object({ name: voiceNameSchema })
