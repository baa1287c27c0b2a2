/** Input schemas of knowledge cards: limited, trimmed, with messages for people. */
import { z } from 'zod'
import { contentIdSchema } from '../content/common.ts'
import { lineSchema, orLeftOut, requiredLineSchema, textSchema } from '../fields.ts'
import { uuidSchema } from '../ids.ts'
import {
  CARD_BODY_MAX,
  CARD_KINDS,
  CARD_TITLE_MAX,
  COMMENT_MAX,
  HEADLINE_MAX,
  REASON_MAX,
  SCREEN_TIMES,
  SOURCE_MAX,
} from './card.ts'

/** `2028-02-31` is not a date; years far from now are typing errors. */
const daySchema = z.iso
  .date('日期要写成 2026-11-30 这样')
  .refine((day) => day >= '2020-01-01' && day <= '2099-12-31', '日期要在 2020 年到 2099 年之间')
const versionSchema = z.int({ error: '缺少版本号，请刷新页面' }).min(1).max(2_000_000_000)

/** When the withdrawal that the member saw was made; a later one has a reason that nobody has read. */
const withdrawnSchema = z.iso.datetime('缺少撤下的时间，请刷新页面')
/** The public version that the member saw. */
const publishedSchema = z.int({ error: '缺少发布的版本号，请刷新页面' }).min(1).max(2_000_000_000)
/** The member saw that the card was returned, and why. */
const returnedSchema = z.boolean({ error: '请说明看到的是不是已经退回' }).default(false)

const kindSchema = z.enum(CARD_KINDS, { error: '请选择类型' })
const screenTimeSchema = z.enum(SCREEN_TIMES, { error: '请选择在互动屏上显示多久' })

const cardFields = z.object({
  kind: kindSchema,
  title: requiredLineSchema('标题', CARD_TITLE_MAX),
  headline: lineSchema('一句话', HEADLINE_MAX),
  body: textSchema('正文', CARD_BODY_MAX),
  scamType: contentIdSchema.nullable(),
  source: lineSchema('来源', SOURCE_MAX),
  expiresOn: daySchema.nullable(),
})

/** `id` is made by the browser, so that a form sent twice creates one card (idempotent). */
export const createCardSchema = z.object({
  id: uuidSchema,
  kind: kindSchema,
  title: requiredLineSchema('标题', CARD_TITLE_MAX),
  scamType: orLeftOut(contentIdSchema),
})
/** `version` is the one with which the form was loaded, to detect conflicts. */
export const saveCardSchema = cardFields.extend({ version: versionSchema })
/** `version` is the one that the member saw. */
export const submitCardSchema = z.object({ version: versionSchema, returned: returnedSchema })
export const discardCardSchema = z.object({ version: versionSchema })
export const returnCardSchema = z.object({
  version: versionSchema,
  reason: requiredLineSchema('退回的原因', REASON_MAX),
})
export const publishCardSchema = z.object({
  version: versionSchema,
  source: requiredLineSchema('来源', SOURCE_MAX),
  expiresOn: daySchema,
  urgent: z.boolean({ error: '请说明是不是新骗局速报' }).default(false),
  /** For an urgent card only. */
  screens: screenTimeSchema.default('24h'),
  /** The officer saw that the card is withdrawn, and publishes the newer version instead. */
  withdrawn: withdrawnSchema.nullable().default(null),
  returned: returnedSchema,
})
export const showCardSchema = z.object({
  screens: screenTimeSchema,
  published: publishedSchema,
  /** Until when the screens show it, as the officer saw it. */
  until: z.iso.datetime('缺少上屏的时间，请刷新页面').nullable(),
})
export const stopCardSchema = z.object({ published: publishedSchema })
export const withdrawCardSchema = z.object({
  reason: requiredLineSchema('撤下的原因', REASON_MAX),
  published: publishedSchema,
})
export const republishCardSchema = z.object({ withdrawn: withdrawnSchema })
export const restoreVersionSchema = z.object({ version: versionSchema, number: versionSchema })
export const previewCardSchema = z.object({
  body: cardFields.shape.body.default(''),
  title: lineSchema('标题', CARD_TITLE_MAX * 2).default(''),
  headline: lineSchema('一句话', HEADLINE_MAX * 2).default(''),
  source: lineSchema('来源', SOURCE_MAX * 2).default(''),
})
/** `id` is made by the browser: a comment that is sent twice is stored once (idempotent). */
export const commentSchema = z.object({
  id: uuidSchema,
  text: textSchema('留言', COMMENT_MAX).refine((text) => text !== '', '请写留言'),
})
export const versionParams = z.object({
  id: uuidSchema,
  number: z.coerce
    .number({ error: '没有这个版本' })
    .int('没有这个版本')
    .min(1, '没有这个版本')
    .max(2_000_000_000, '没有这个版本'),
})
/** `id` is made by the browser: a picture that is sent twice is stored once (idempotent). */
export const pictureQuerySchema = z.object({ id: uuidSchema })
export const cardListQuerySchema = z.object({
  scamType: z.preprocess((value) => (value === '' ? undefined : value), contentIdSchema.optional()),
})

export type CreateCard = z.output<typeof createCardSchema>
export type SaveCard = z.output<typeof saveCardSchema>
export type SubmitCard = z.output<typeof submitCardSchema>
export type DiscardCard = z.output<typeof discardCardSchema>
export type ShowCard = z.output<typeof showCardSchema>
export type StopCard = z.output<typeof stopCardSchema>
export type WithdrawCard = z.output<typeof withdrawCardSchema>
export type RepublishCard = z.output<typeof republishCardSchema>
export type PublishCard = z.output<typeof publishCardSchema>
export type PreviewCard = z.output<typeof previewCardSchema>
export type NewComment = z.output<typeof commentSchema>
