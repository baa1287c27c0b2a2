/** Input schemas of campaigns, touchpoints and contacts: limited, trimmed, with messages for people. */
import { z } from 'zod'
import { countSchema, lineSchema, orLeftOut, requiredLineSchema, revisionSchema } from '../fields.ts'
import { uuidSchema } from '../ids.ts'
import { keysOf } from '../records.ts'
import { CAMPAIGN_DAYS_MAX, daysBetween, SLOGAN_MAX, TITLE_MAX } from './campaign.ts'
import { REACH_TABLES } from './reach-table.ts'
import { CONTACT_SOURCES, CONTACTS_PER_ENTRY, TOUCHPOINT_KINDS, TOUCHPOINT_NAME_MAX } from './touchpoint.ts'

/** A calendar day of our time zone. Years far from now are typing errors. */
export const daySchema = z.iso
  .date('日期要写成 2026-11-30 这样')
  .refine((day) => day >= '2020-01-01' && day <= '2099-12-31', '日期要在 2020 年到 2099 年之间')

const campaignFields = z.object({
  title: requiredLineSchema('活动名称', TITLE_MAX),
  slogan: lineSchema('宣传语', SLOGAN_MAX),
  startsOn: daySchema,
  endsOn: daySchema,
  goalContacts: countSchema().nullable(),
  goalCompletions: countSchema().nullable(),
  /** Residents of the area the campaign is meant for; caps the upper bound of residents reached. */
  population: countSchema().nullable(),
})

const checkDays = (value: { startsOn: string; endsOn: string }, context: z.RefinementCtx) => {
  const days = daysBetween(value.startsOn, value.endsOn) + 1
  if (days < 1) context.addIssue({ code: 'custom', path: ['endsOn'], message: '结束日期不能早于开始日期' })
  else if (days > CAMPAIGN_DAYS_MAX) context.addIssue({ code: 'custom', path: ['endsOn'], message: '一次活动最长两年' })
}

/** `id` is made by the browser, so that a form sent twice creates one campaign (idempotent). */
export const createCampaignSchema = campaignFields
  .extend({
    id: uuidSchema,
    slogan: campaignFields.shape.slogan.default(''),
    goalContacts: orLeftOut(campaignFields.shape.goalContacts),
    goalCompletions: orLeftOut(campaignFields.shape.goalCompletions),
    population: orLeftOut(campaignFields.shape.population),
  })
  .superRefine(checkDays)
/** `revision` is the one with which the form was loaded, to detect conflicts. */
export const editCampaignSchema = campaignFields.extend({ revision: revisionSchema }).superRefine(checkDays)
/** The title has to be typed again, because closing cannot be undone. */
const confirmedTitleSchema = z.string({ error: '请填写活动名称' }).max(TITLE_MAX * 4, `活动名称最多 ${TITLE_MAX} 个字`)
export const closeCampaignSchema = z.object({ title: confirmedTitleSchema, revision: revisionSchema })

export type CreateCampaign = z.output<typeof createCampaignSchema>
export type EditCampaign = z.output<typeof editCampaignSchema>

const touchpointFields = z.object({
  kind: z.enum(TOUCHPOINT_KINDS, { error: '请选择触点类型' }),
  name: requiredLineSchema('触点名称', TOUCHPOINT_NAME_MAX),
  place: lineSchema('地点', 60),
  grid: lineSchema('网格', 40),
  plannedCount: countSchema(10_000_000).nullable(),
})

/** `id` is made by the browser, so that a form sent twice creates one touchpoint (idempotent). */
export const createTouchpointSchema = touchpointFields.extend({
  id: uuidSchema,
  place: touchpointFields.shape.place.default(''),
  grid: touchpointFields.shape.grid.default(''),
  plannedCount: orLeftOut(touchpointFields.shape.plannedCount),
})
/** `revision` is the one with which the form was loaded, to detect conflicts. */
export const editTouchpointSchema = touchpointFields.extend({ revision: revisionSchema })
/** Archives or restores; the code keeps working either way. */
export const archiveTouchpointSchema = z.object({
  archived: z.boolean({ error: '请说明是归档还是恢复' }),
  revision: revisionSchema,
})
export type CloseCampaign = z.output<typeof closeCampaignSchema>
export type ArchiveTouchpoint = z.output<typeof archiveTouchpointSchema>
export type CreateTouchpoint = z.output<typeof createTouchpointSchema>

export const contactEntrySchema = z.object({
  /** Made by the browser: an entry that is sent twice counts once (idempotent). */
  id: uuidSchema,
  /** A correction takes back contacts that were reported by mistake. */
  mode: z.enum(['report', 'correct'], { error: '请选择登记还是更正' }).default('report'),
  day: daySchema,
  source: z.enum(CONTACT_SOURCES, { error: '请选择数字的来源' }),
  quantity: countSchema(CONTACTS_PER_ENTRY),
})
export type EditTouchpoint = z.output<typeof editTouchpointSchema>
export type ContactEntry = z.output<typeof contactEntrySchema>

const QR_FORMATS = ['svg', 'png'] as const
export const qrQuerySchema = z.object({
  format: z.enum(QR_FORMATS, { error: '格式只有 svg 和 png' }).default('svg'),
  /** Edge in px, quiet zone included; 1200 px are 10 cm at 300 dpi. */
  size: z.coerce
    .number({ error: '大小要写成数字' })
    .int('大小要写成整数')
    .min(200, '最小 200 像素')
    .max(4000, '最大 4000 像素')
    .default(1200),
})

export const reachTableQuerySchema = z.object({
  table: z.enum(keysOf(REACH_TABLES), { error: '请说明要哪一张表' }),
})
