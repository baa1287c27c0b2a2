/** A picture panel of the hall: a title, one message, one picture, and a QR code for a page with more information. */
import { z } from 'zod'
import { AUDIENCES, reviewSchema } from './common.ts'

export const panelSchema = reviewSchema.extend({
  title: z.string().min(2).max(10),
  /** The one message, short enough to read in passing. */
  message: z.string().min(6).max(28),
  /** A short line above the title, e.g. the theme of the zone. */
  kicker: z.string().min(2).max(8),
  /** Background colour. `danger` warns, `safe` shows what to do, `calm` informs. */
  tone: z.enum(['danger', 'safe', 'calm']),
  picture: z.string().regex(/^\/(?:scams|panels)\/[a-z0-9-]+\.svg$/),
  pictureAlt: z.string().min(4).max(60),
  /** Page of this site that the QR leads to. */
  to: z
    .string()
    .regex(
      /^\/(?:scams|scenarios)\/[a-z0-9-]+$|^\/(?:help|scams|scenarios|numbers|practice)$/,
      '要写本站的网页，例如 /scams/romance',
    ),
  audiences: z.array(z.enum(AUDIENCES)).min(1),
  /** Place in the hall's default tour, from 1. */
  order: z.number().int().min(1),
})

export type Panel = z.infer<typeof panelSchema> & { id: string }
