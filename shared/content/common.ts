/** What every reviewed content file carries, and the vocabularies that content, filters and reports share. */
import { z } from 'zod'

export * from './vocabulary.ts'

/** Calendar day in Asia/Shanghai, `YYYY-MM-DD`. A string, because a `Date` would drag a time zone along. */
const daySchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, '日期要写成 2026-11-23 这样')

/** File stem of a content file: lower-case ASCII words joined by hyphens. */
export const contentIdSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '编号只能用小写字母、数字和连字符').max(60)

const sourceSchema = z.object({
  /** What was read, e.g. the title of the release or article. */
  title: z.string().min(2).max(120),
  /** Who published it. */
  publisher: z.string().min(2).max(60),
  /** When it was published, if known. */
  date: daySchema.optional(),
})

export const reviewSchema = z.object({
  sources: z.array(sourceSchema).min(1),
  /** Role of the person who answers for the text. */
  reviewer: z.enum(['officer', 'docent']),
  reviewed: daySchema,
  expires: daySchema,
  /** Raised by one whenever the meaning of the text changes; an old result keeps the version it was measured with. */
  version: z.number().int().min(1),
})
