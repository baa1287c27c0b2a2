/** Taking events out of the published figures: what the form says, as a window of time and in words. */
import { z } from 'zod'
import { requiredLineSchema } from '../fields.ts'
import { uuidSchema } from '../ids.ts'
import { momentText } from '../member/time.ts'
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

/** On a day of our time zone; undefined: at any time. */
export function windowOf({ day, from, to }: Pick<Exclude, 'day' | 'from' | 'to'>): Window | undefined {
  if (!day) return undefined
  const midnight = Date.parse(`${day}T00:00:00+08:00`)
  const at = (clock: string) => {
    const [hours, minutes] = clock.split(/[:：]/)
    return new Date(midnight + (Number(hours) * 60 + Number(minutes)) * 60_000)
  }
  return { from: at(from), to: at(to) }
}

/** `2026年11月23日 14:05 到 2026年11月23日 15:00，集市摊位`. @param touchpoint its name; undefined for all */
export function excludedText(window: Window | undefined, touchpoint: string | undefined): string {
  const when = window ? `${momentText(window.from)} 到 ${momentText(window.to)}` : '所有时间'
  return `${when}，${touchpoint ? `触点“${touchpoint}”` : '所有触点'}`
}
