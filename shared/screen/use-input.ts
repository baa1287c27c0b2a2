/** Schema of how a screen is used. */
import { z } from 'zod'
import { uuidSchema } from '../ids.ts'
import { PLAYS_MAX, ROWS_MAX, type UseReport } from './use.ts'

const countSchema = z.number().int().nonnegative().max(1_000_000)

export const useSchema = z.object({
  run: uuidSchema,
  rows: z
    .array(
      z.object({
        day: z.iso.date(),
        view: z.string().regex(/^[a-z-]{1,24}$/),
        seconds: z
          .number()
          .int()
          .nonnegative()
          .max(24 * 3600),
        touches: countSchema,
        sessions: countSchema,
        starts: countSchema,
        completions: countSchema,
      }),
    )
    .max(ROWS_MAX),
  plays: z
    .array(
      z.object({
        session: uuidSchema,
        step: z.enum(['start', 'completion']),
        at: z.number().int().positive().max(Date.UTC(2100, 0)),
      }),
    )
    .max(PLAYS_MAX),
}) satisfies z.ZodType<UseReport>
