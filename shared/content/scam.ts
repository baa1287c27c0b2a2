/** A scam type: one page of the library; items are balanced, and results reported, by scam type. */
import { z } from 'zod'
import { AUDIENCES, CHANNELS, contentIdSchema, reviewSchema } from './common.ts'

/**
 * The version of the taxonomy, which changes over the years (in 2025 loans and credit reports were merged); results
 * keep the version they were made with.
 */
export const TAXONOMY = '2024-06'

const scriptStepSchema = z.strictObject({
  who: z.enum(['scammer', 'victim', 'narrator']),
  text: z.string().min(2).max(160),
})

export const scamSchema = reviewSchema.extend({
  /** Full official name, e.g. 刷单返利. */
  title: z.string().min(2).max(20),
  /** One character for the badge, e.g. 刷. */
  badge: z.string().length(1),
  /** Other names people say or search for. */
  aliases: z.array(z.string().min(1).max(20)).min(2),
  /** Rank in the ministry's list of frequent types, 1 = most cases; absent for newer forms. */
  rank: z.number().int().min(1).optional(),
  taxonomy: z.string().default(TAXONOMY),
  /** Path below `public/` of the illustration. */
  picture: z.string().regex(/^\/scams\/[a-z0-9-]+\.svg$/),
  pictureAlt: z.string().min(4).max(60),
  audiences: z.array(z.enum(AUDIENCES)).min(1),
  channels: z.array(z.enum(CHANNELS)).min(1),
  /** One sentence: what it is. */
  summary: z.string().min(8).max(80),
  /** One sentence: who is targeted. */
  targets: z.string().min(6).max(80),
  /** The scammer's script, in the order it happens. */
  script: z.array(scriptStepSchema).min(5).max(12),
  flags: z
    .array(z.strictObject({ sign: z.string().min(2).max(24), why: z.string().min(6).max(80) }))
    .min(3)
    .max(6),
  /** The one rule to remember, short enough to say to a neighbour. */
  rule: z.string().min(6).max(28),
  /** Habits or agreements at home that help to prevent it. */
  before: z.array(z.string().min(4).max(60)).min(2).max(4),
  /** The one thing to do when it happens. */
  doNow: z.string().min(6).max(80),
  /** Advice specific to this type after money was transferred; the general steps are in the site itself. */
  afterTransfer: z.array(z.string().min(4).max(80)).min(2).max(5),
  /** The genuine counterpart that looks similar. */
  genuine: z.strictObject({ title: z.string().min(4).max(40), text: z.string().min(10).max(200) }),
  /** Ids of the legal provisions, in `content/laws/`. */
  laws: z.array(contentIdSchema).min(1).max(4),
})

export type Scam = z.infer<typeof scamSchema> & { id: string }
export const scamIdSchema = contentIdSchema
