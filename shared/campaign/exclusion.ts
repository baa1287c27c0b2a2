/** Taking events out of the published figures: what the form says, as a window of time and in words. */
import { z } from 'zod'
import { requiredLineSchema } from '../fields.ts'
import { uuidSchema } from '../ids.ts'
import { momentText } from '../member/time.ts'
import { quoted } from '../quoted.ts'
import { daySchema } from './input.ts'

const EXCLUSION_REASON_MAX = 60

const CLOCK = /^(?:[01]?\d|2[0-3])[:：][0-5]\d$|^24[:：]00$/
const clockSchema = z.string({ error: '请填写时间' }).trim().regex(CLOCK, '时间要写成 14:05 这样')

/** `id` is made by the browser, so that a form sent twice is one exclusion (idempotent). */
export const excludeSchema = z
  .object({
    id: uuidSchema,
    /** Null: all touchpoints. */
    touchpointId: uuidSchema.nullable(),
    /** Null: at any time, also from now on; then `from` and `to` do not matter. */
    day: daySchema.nullable(),
    from: clockSchema,
    to: clockSchema,
    reason: requiredLineSchema('原因', EXCLUSION_REASON_MAX),
  })
  .superRefine((value, context) => {
    if (!value.day && !value.touchpointId)
      context.addIssue({ code: 'custom', path: ['day'], message: '时间和触点至少要选一样' })
    const window = windowOf(value)
    if (window && window.from >= window.to)
      context.addIssue({ code: 'custom', path: ['to'], message: '结束要晚于开始' })
  })
export type Exclude = z.output<typeof excludeSchema>

interface Window {
  from: Date
  /** Not included. */
  to: Date
}

/** On a day of our time zone, until `now` at most; undefined: at any time. */
export function windowOf({ day, from, to }: Pick<Exclude, 'day' | 'from' | 'to'>, now?: Date): Window | undefined {
  if (!day) return undefined
  const midnight = Date.parse(`${day}T00:00:00+08:00`)
  const at = (clock: string) => {
    const [hours, minutes] = clock.split(/[:：]/)
    return new Date(midnight + (Number(hours) * 60 + Number(minutes)) * 60_000)
  }
  const end = at(to)
  return { from: at(from), to: now && end > now ? now : end }
}

/** Midnight at the end of a day is called that day's. */
const endText = (to: Date) => momentText(to).replace(/^.* /, '').replace('00:00', '24:00')

/** `2026年11月23日 14:05–15:00，触点“集市摊位”`. @param window within a day @param touchpoint its name; undefined for all */
export function excludedText(window: Window | undefined, touchpoint: string | undefined): string {
  const when = window ? `${momentText(window.from)}–${endText(window.to)}` : '所有时间'
  return `${when}，${touchpoint ? `触点${quoted(touchpoint)}` : '所有触点'}`
}
