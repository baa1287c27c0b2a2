/** Input schemas of programmes and their slots: limited, trimmed, with messages for people. */
import { z } from 'zod'
import { contentIdSchema } from '../content/common.ts'
import { requiredLineSchema, lineSchema, revisionSchema, textSchema } from '../fields.ts'
import { uuidSchema } from '../ids.ts'
import { MEDIA_NAME_MAX } from './media.ts'
import { LIVESTREAM, NOTICE, PANEL_SECONDS, SCENES_MAX, SECONDS, TITLE_MAX } from './words.ts'

const secondsSchema = (name: string, { least, most }: { least: number; most: number }) =>
  z
    .int({ error: `${name}请填整数秒` })
    .min(least, `${name}至少 ${least} 秒`)
    .max(most, `${name}最多 ${most} 秒`)
const namesSchema = z.array(contentIdSchema).max(40, '最多选 40 个')
const mediaIdSchema = z.string({ error: '请选择图片或视频' }).regex(/^[A-Za-z0-9_-]{43}$/, '请选择图片或视频')
const scenarioIdSchema = contentIdSchema.min(1, '请选择情景')

/** Phones open it from the QR code: an address of the web, nothing else. */
const urlSchema = lineSchema('直播间网址', LIVESTREAM.url).refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && !url.username
}, '请填 https:// 开头的直播间网址')

const parts = [
  z.strictObject({ kind: z.literal('attract') }),
  z.strictObject({ kind: z.literal('scams'), scams: namesSchema }),
  z.strictObject({
    kind: z.literal('panels'),
    panels: namesSchema,
    panelSeconds: secondsSchema('每块展板的时间', PANEL_SECONDS),
  }),
  z.strictObject({ kind: z.literal('media'), media: mediaIdSchema, fit: z.enum(['contain', 'cover']) }),
  z.strictObject({
    kind: z.literal('notice'),
    title: requiredLineSchema('通知的标题', NOTICE.title),
    text: textSchema('通知的内容', NOTICE.text),
  }),
  z.strictObject({
    kind: z.literal('livestream'),
    title: requiredLineSchema('直播的标题', LIVESTREAM.title),
    text: lineSchema('直播的说明', LIVESTREAM.text),
    url: urlSchema,
  }),
  z.strictObject({ kind: z.literal('reach') }),
  z.strictObject({ kind: z.literal('hall') }),
] as const
const partSchema = z.discriminatedUnion('kind', parts, { error: '请选择这一半放什么' })
const contentSchema = z.discriminatedUnion(
  'kind',
  [
    ...parts,
    z.strictObject({ kind: z.literal('scenario'), scenario: scenarioIdSchema }),
    z.strictObject({ kind: z.literal('story'), scenario: scenarioIdSchema }),
    z.strictObject({ kind: z.literal('quiz') }),
    z.strictObject({ kind: z.literal('live') }),
    z.strictObject({ kind: z.literal('split'), parts: z.tuple([partSchema, partSchema]) }),
  ],
  { error: '没有这种场景' },
)
const sceneSchema = z.strictObject({
  id: uuidSchema,
  seconds: secondsSchema('场景的时间', SECONDS),
  content: contentSchema,
})
const scenesSchema = z
  .array(sceneSchema)
  .max(SCENES_MAX, `最多 ${SCENES_MAX} 个场景`)
  .refine((scenes) => new Set(scenes.map(({ id }) => id)).size === scenes.length, '有两个场景的编号相同，请刷新页面')

const titleSchema = requiredLineSchema('名称', TITLE_MAX)
/** `id` is made by the browser, so that a form sent twice makes one. `copyOf`: with the scenes of that one. */
export const createProgrammeSchema = z.object({
  id: uuidSchema,
  title: titleSchema,
  copyOf: uuidSchema.nullable().default(null),
})
export const saveProgrammeSchema = z.object({ title: titleSchema, scenes: scenesSchema, revision: revisionSchema })
/** The draft that the member saw. */
export const seenProgrammeSchema = z.object({ revision: revisionSchema })
export type CreateProgramme = z.output<typeof createProgrammeSchema>
export type SaveProgramme = z.output<typeof saveProgrammeSchema>

const daySchema = z.iso
  .date('日期要写成 2026-11-30 这样')
  .refine((day) => day >= '2020-01-01' && day <= '2099-12-31', '日期要在 2020 年到 2099 年之间')
const timeSchema = z.string({ error: '请填时间' }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间要写成 09:30 这样')

const slotFields = z.object({
  programmeId: uuidSchema,
  weekdays: z
    .array(z.int().min(1).max(7))
    .min(1, '至少选一天')
    .max(7)
    .transform((days) => [...new Set(days)].sort((a, b) => a - b)),
  startsAt: timeSchema,
  endsAt: timeSchema,
  validFrom: daySchema.nullable(),
  validUntil: daySchema.nullable(),
  days: z.enum(['all', 'workdays', 'holidays'], { error: '请选择放假时怎么放' }),
  priority: z.int({ error: '请选择先后' }).min(0).max(9),
})
const inOrder = ({ validFrom, validUntil }: { validFrom: string | null; validUntil: string | null }) =>
  !validFrom || !validUntil || validFrom <= validUntil
const order = { path: ['validUntil'], message: '结束的日期在开始之前' }
export const createSlotSchema = slotFields.extend({ id: uuidSchema, groupId: uuidSchema }).refine(inOrder, order)
export const editSlotSchema = slotFields.extend({ revision: revisionSchema }).refine(inOrder, order)
export const slotQuerySchema = z.object({ revision: z.coerce.number().pipe(revisionSchema) })
export type CreateSlot = z.output<typeof createSlotSchema>
export type EditSlot = z.output<typeof editSlotSchema>
export type SlotFields = z.output<typeof slotFields>

/** The name of an uploaded file, without its folder. */
export const mediaQuerySchema = z.object({ name: requiredLineSchema('文件名', MEDIA_NAME_MAX) })
