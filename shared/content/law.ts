/** One legal provision in plain words: stored once, referenced by every scam type it concerns. */
import { z } from 'zod'
import { reviewSchema } from './common.ts'

export const lawSchema = reviewSchema.extend({
  /** What is forbidden or required, e.g. 银行卡、电话卡不能出租出借. */
  title: z.string().min(4).max(24),
  /** The statute or rule, e.g. 《反电信网络诈骗法》. */
  statute: z.string().min(4).max(60),
  /**
   * Number of the article. Shown only after an officer has checked it: public data sets contain wrong article numbers.
   */
  article: z.number().int().min(1).optional(),
  /** One to three short sentences. */
  text: z.string().min(10).max(120),
})

export type Law = z.infer<typeof lawSchema> & { id: string }
