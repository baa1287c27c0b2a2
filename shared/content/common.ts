/** What every content file carries, and the vocabularies that content, filters and reports share. */
import { z } from 'zod'

export * from './vocabulary.ts'

/** Whether a calendar has the day: 2027-02-31 rolls over into March. */
const exists = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(day)
}

/** Calendar day in Asia/Shanghai, `YYYY-MM-DD`. A string, because a `Date` would drag a time zone along. */
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
   * `publication`: the text follows it. `scenario`: the situation is made up here, and the advice in it rests on
   * this.
   */
  kind: z.enum(['publication', 'scenario']),
  /** What was read, e.g. the title of the release or article. */
  title: z.string().min(2).max(120),
  /** Who published it. */
  publisher: z.string().min(2).max(60),
  /** When it was published, if known. */
  date: daySchema.optional(),
})

export const reviewSchema = z.strictObject({
  sources: z.array(sourceSchema).min(1),
  /** Who has read and approved the text: nobody yet, or a police officer. An edit sets it back to `pending`. */
  reviewer: z.enum(['pending', 'officer']),
  /** Day of the officer's review; while that is pending, the day the text was last edited. */
  reviewed: daySchema,
  /** Last day on which the text may be shown without being looked at again. */
  expires: daySchema,
  /** Raised by one whenever the meaning of the text changes; an old result keeps the version it was measured with. */
  version: z.number().int().min(1),
})
