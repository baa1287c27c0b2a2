/**
 * Constants and schemas of pairing: a screen shows six digits, an officer types them in the office, the screen fetches
 * its token.
 */
import { z } from 'zod'
import { uuidSchema } from '../ids.ts'

/** Validity of a code, in ms. */
export const PAIRING_TTL_MS = 10 * 60_000
/** Grace period, in ms: a screen whose code was entered in the last second may still fetch its token. */
export const COLLECT_GRACE_MS = 2 * 60_000
/**
 * Most codes waiting at a time: of a million, so a guess succeeds with a chance of 1 in 5,000 at most. Beyond that the
 * source with the most codes loses its oldest.
 */
export const LIVE_PAIRINGS_MAX = 200
/** Number of wrong secrets after which a pairing is invalid. */
export const COLLECT_FAILURES_MAX = 5
export const PAIRING_CODE_LENGTH = 6

/** Normalises typed digits: full-width ones from a Chinese keyboard, spaces and hyphens. */
function readTypedCode(typed: string): string {
  return typed
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[\s\-－]/g, '')
}

const codeSchema = z
  .string({ error: '请填写屏幕上的六位数字' })
  .max(40, '请填写屏幕上的六位数字')
  .transform(readTypedCode)
  .pipe(z.string().regex(/^[0-9]{6}$/, '请填写屏幕上的六位数字'))

export const editScreenSchema = z.object({
  name: z.string({ error: '请填写名称' }).trim().min(1, '请填写名称').max(30, '名称最多 30 个字'),
  zone: z.string().trim().max(30, '展区最多 30 个字').default(''),
  /** Null: no campaign, the screen shows the general page. */
  campaignId: uuidSchema.nullable().default(null),
})
export type EditScreen = z.output<typeof editScreenSchema>

export const createScreenSchema = editScreenSchema.extend({ code: codeSchema })
export type CreateScreen = z.output<typeof createScreenSchema>

export const collectSchema = z.object({ secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/, '连接凭据的格式不对') })

/** The data of a waiting screen. */
export interface Pairing {
  id: string
  secret: string
  code: string
  /** ISO instant. */
  expiresAt: string
  /** Server time of the response, so that a screen with a wrong clock renews in time. ISO instant. */
  now: string
  /** Origin of the office to display, if it differs from the screen's own; null: the same. */
  officeOrigin: string | null
}

export interface CollectReply {
  /** Pending until somebody enters the code. */
  state: 'pending' | 'paired'
}
