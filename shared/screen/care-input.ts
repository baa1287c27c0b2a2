/** Input schema of how a screen is looked after. Apart from the rules, which screens load without zod. */
import { z } from 'zod'
import { revisionSchema } from '../fields.ts'
import { BRIGHTNESS_LEAST, OPENING_SPANS_MAX, VOLUME_SPANS_MAX } from './care.ts'

const timeSchema = z.string({ error: '请填写时间' }).regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, '时间没有写对，例如 09:00')
const percent = (what: string, least: number) =>
  z
    .int({ error: `请填写${what}` })
    .min(least, `${what}至少是 ${least}`)
    .max(100, `${what}最大是 100`)
const volumeSchema = percent('音量', 0)
const daysSchema = z
  .array(z.int().min(1).max(7))
  .min(1, '请选择星期几')
  .max(7, '星期几写重了')
  .transform((days) => [...new Set(days)].toSorted((a, b) => a - b))

export const editCareSchema = z.object({
  brightness: percent('亮度', BRIGHTNESS_LEAST),
  volume: volumeSchema,
  volumeTimes: z
    .array(z.object({ from: timeSchema, to: timeSchema, volume: volumeSchema }))
    .max(VOLUME_SPANS_MAX, `音量时间最多 ${VOLUME_SPANS_MAX} 段`),
  openingHours: z
    .array(z.object({ days: daysSchema, from: timeSchema, to: timeSchema }))
    .max(OPENING_SPANS_MAX, `开放时间最多 ${OPENING_SPANS_MAX} 段`),
  revision: revisionSchema,
})
export type EditCare = z.output<typeof editCareSchema>
