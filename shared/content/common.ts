/** Fields common to all content files. */
import { z } from 'zod'

export * from './vocabulary.ts'

/** Whether the date exists: JavaScript turns 2027-02-31 into a date in March. */
const exists = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(day)
}

/** Calendar day in Asia/Shanghai, `YYYY-MM-DD`. A string, because a `Date` would include a time zone. */
const daySchema = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, '日期要写成 2026-11-23 这样')
  .refine(exists, '日历上没有这一天')

/** File stem of a content file: lower-case ASCII words joined by hyphens. */
export const contentIdSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '编号只能用小写字母、数字和连字符')
  .max(60)

const sourceSchema = z.strictObject({
  /**
   * `publication`: the text is based on it. `scenario`: the situation is made up, and only its advice is based on this.
   */
  kind: z.enum(['publication', 'scenario']),
  /** The source, e.g. the title of the release or article. */
  title: z.string().min(2).max(120),
  /** Who published it. */
  publisher: z.string().min(2).max(60),
  /** When it was published, if known. */
  date: daySchema.optional(),
})

export const reviewSchema = z.strictObject({
  sources: z.array(sourceSchema).min(1),
  /**
   * Review status: not reviewed yet, or approved by a police officer. An edit sets it back to `pending`. What the
   * office decides is kept in the database, beside a hash of the content, and replaces it (`decided.ts`).
   */
  reviewer: z.enum(['pending', 'officer', 'admin']),
  /** Day of the officer's review; while that is pending, the day the text was last edited. */
  reviewed: daySchema,
  /** Last day on which the text may be shown without another review. */
  expires: daySchema,
  /** Raised by one whenever the meaning of the text changes; a result refers to the version it was measured with. */
  version: z.number().int().min(1),
})
