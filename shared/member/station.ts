/** The police room: its names, and the legal lines in the footer of public pages. */
import { z } from 'zod'

const line = (what: string, max: number) =>
  z
    .string({ error: `请填写${what}` })
    .max(200, `${what}最多 ${max} 个字`)
    .trim()
    .min(1, `请填写${what}`)
    .max(max, `${what}最多 ${max} 个字`)
/** An optional line; an empty one is stored as absent. */
const legalLine = (what: string) =>
  z
    .string()
    .max(100, `${what}最多 60 个字`)
    .trim()
    .max(60, `${what}最多 60 个字`)
    .nullish()
    .transform((value) => value || null)

export const stationNameSchema = line('警务室名称', 40)
export const hallNameSchema = line('体验馆名称', 40)

export const stationSchema = z.object({
  name: stationNameSchema,
  hallName: hallNameSchema,
  icpNumber: legalLine('备案号'),
  policeFiling: legalLine('公安备案号'),
})
/** Answer of `GET /api/station`. */
export type Station = z.output<typeof stationSchema>
