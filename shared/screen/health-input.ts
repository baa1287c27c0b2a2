/** Schemas of what a screen tells about itself. */
import { z } from 'zod'
import { uuidSchema } from '../ids.ts'
import { ERROR_KINDS, ERRORS_PER_REPORT, type HealthReport, SHAPE_MAX } from './health.ts'

const machineNameSchema = z.string().regex(/^[\w-]{1,64}$/)
const momentSchema = z.number().int().positive().max(Date.UTC(2100, 0))
const sideSchema = z.number().int().positive().max(100_000)

export const healthSchema = z.object({
  build: z.string().max(64),
  uptimeMs: z.number().nonnegative().max(1e13),
  freeBytes: z.number().nonnegative().max(Number.MAX_SAFE_INTEGER).nullable(),
  width: sideSchema,
  height: sideSchema,
  picture: z
    .object({
      kind: machineNameSchema,
      id: machineNameSchema.nullable(),
      warning: machineNameSchema.nullable(),
      since: momentSchema,
    })
    .nullable(),
  errors: z
    .array(
      z.object({
        kind: z.enum(ERROR_KINDS),
        shape: z.string().min(1).max(SHAPE_MAX),
        at: momentSchema,
        times: z.number().int().positive().max(1_000_000),
      }),
    )
    .max(ERRORS_PER_REPORT),
}) satisfies z.ZodType<HealthReport>

/** The screen was told of an order, e.g. to load its page anew. */
export const orderTakenSchema = z.object({ id: uuidSchema })
export type OrderTaken = z.output<typeof orderTakenSchema>
