/**
 * Constants and schemas of pairing: a screen shows six digits, an officer types them in the office, the screen fetches
 * its token.
 */
import { z } from 'zod'
import { lineSchema, requiredLineSchema, revisionSchema } from '../fields.ts'
import { uuidSchema } from '../ids.ts'
import { pairingCodesIn } from './pairing-code.ts'

/** Validity of a code, in ms. */
export const PAIRING_TTL_MS = 10 * 60_000
/** A waiting screen fetches its next code this long before the present one expires, in ms. */
export const PAIRING_RENEWAL_MS = 60_000
/** Grace period, in ms: a screen whose code was entered in the last second may still fetch its token. */
export const COLLECT_GRACE_MS = 2 * 60_000
/**
 * Most codes waiting at a time on each node: of a million, so a guess succeeds with a chance of 1 in 5,000 at most.
 * Beyond that those give way of whom most have come (server/screen/pairing-room.ts).
 */
export const LIVE_PAIRINGS_MAX = 200
/** Number of wrong secrets after which a pairing is invalid. */
export const COLLECT_FAILURES_MAX = 5

const codeSchema = z
  .string({ error: '请填写屏幕上的六位数字' })
  .max(1_000, '请只填屏幕上的六位数字')
  .transform((text, context) => {
    const [code, another] = pairingCodesIn(text)
    if (code && !another) return code
    const message = another ? '这里有几个六位数字，请只留下屏幕上的那一个' : '请填写屏幕上的六位数字'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

const screenFields = z.object({
  name: requiredLineSchema('名称', 30),
  zone: lineSchema('展区', 30),
  /** Null: no campaign, the screen shows the general page. */
  campaignId: uuidSchema.nullable(),
})
/** `revision` is the one with which the form was loaded, to detect conflicts. */
export const editScreenSchema = screenFields.extend({ revision: revisionSchema })
export type EditScreen = z.output<typeof editScreenSchema>

export const createScreenSchema = screenFields.extend({
  zone: screenFields.shape.zone.default(''),
  campaignId: screenFields.shape.campaignId.default(null),
  code: codeSchema,
})
export type CreateScreen = z.output<typeof createScreenSchema>

/** When the machine that the officer saw was paired: a colleague may have put another in its place. */
const pairedSchema = z.iso.datetime('缺少连接的时间，请刷新页面')
/** A new machine for a screen that exists. */
export const replaceScreenSchema = z.object({ code: codeSchema, paired: pairedSchema })
export type ReplaceScreen = z.output<typeof replaceScreenSchema>
export const revokeScreenSchema = z.object({ paired: pairedSchema })
export type RevokeScreen = z.output<typeof revokeScreenSchema>

const secretSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, '连接凭据的格式不对')
export const collectSchema = z.object({ secret: secretSchema })

/** The code that a waiting screen still has, when it asks for the next. */
const renewedPairingSchema = z.object({ id: uuidSchema, secret: secretSchema })
export type RenewedPairing = z.output<typeof renewedPairingSchema>
export const openPairingSchema = z.object({ renews: renewedPairingSchema.optional().catch(undefined) })

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
