/** Input schemas for practising. */
import { z } from 'zod'
import { MAX_SEEN } from './practice.ts'

/** Any text: an unknown scam type is answered with `not_found`, not `bad_input`. */
const typeSchema = z.string().max(200)

export const practiceQuery = z.object({ type: typeSchema.optional() })
export const practiceSchema = z.object({
  type: typeSchema.nullish(),
  /** Drills that this device has seen, oldest first. */
  seen: z.array(z.string().min(1).max(60)).max(MAX_SEEN).default([]),
})
export const drillParams = z.object({ itemId: z.string().max(200) })
export const drillAnswerSchema = z.object({ answer: z.array(z.string().min(1).max(20)).max(10) })
