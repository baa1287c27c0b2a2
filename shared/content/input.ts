/** Input schemas of the review of content. */
import { z } from 'zod'
import { lineSchema } from '../fields.ts'
import { contentIdSchema } from './common.ts'
import { BATCH_MAX, COLLECTIONS, COMMENT_MAX, DECISIONS, entryKey, NEEDS_COMMENT } from './decision.ts'

const collectionSchema = z.enum(COLLECTIONS, { error: '没有这一类内容' })

/**
 * Each entry as the officer has seen it (`SeenEntry`): a text that changed since then is not decided about, and no
 * decision of a colleague is overridden unseen.
 */
const seenSchema = z.object({
  collection: collectionSchema,
  id: contentIdSchema,
  hash: z.string().max(40),
  seen: z.int({ error: '缺少看到的审核记录，请刷新页面' }).min(1).max(2_000_000_000).nullable(),
})

export const decideSchema = z
  .object({
    decision: z.enum(DECISIONS, { error: '没有这种决定' }),
    comment: lineSchema('原因', COMMENT_MAX).default(''),
    entries: z
      .array(seenSchema)
      .min(1, '请选择内容')
      .max(BATCH_MAX, `一次最多 ${BATCH_MAX} 条`)
      .superRefine((entries, context) => {
        const known = new Set<string>()
        for (const [index, { collection, id }] of entries.entries()) {
          const key = entryKey(collection, id)
          if (known.has(key)) context.addIssue({ code: 'custom', path: [index, 'id'], message: '同一条内容写了两次' })
          known.add(key)
        }
      }),
  })
  .refine(({ decision, comment }) => comment !== '' || !NEEDS_COMMENT.includes(decision), {
    path: ['comment'],
    message: '请填写原因',
  })
export type Decide = z.output<typeof decideSchema>

/** @property about only items of this scam type */
export const readingQuerySchema = z.object({
  collection: collectionSchema,
  about: z.preprocess((value) => (value === '' ? undefined : value), contentIdSchema.optional()),
})
export type ReadingQuery = z.output<typeof readingQuerySchema>

/** @property before only decisions before this one: the cursor of the page before */
export const entryQuerySchema = z.object({
  collection: collectionSchema,
  id: contentIdSchema,
  before: z.coerce
    .number({ error: '页码不对' })
    .int('页码不对')
    .min(1, '页码不对')
    .max(2_000_000_000, '页码不对')
    .optional(),
})
export type EntryQuery = z.output<typeof entryQuerySchema>
