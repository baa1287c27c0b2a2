/** A screen's report about what it really shows. */
import { z } from 'zod'
import { REVISION_MAX } from './state.ts'
import type { ShownKind } from './view.ts'

const SHOWN_KINDS = ['attract', 'panels', 'scene', 'takeover', 'play'] as const satisfies ShownKind[]

export const reportSchema = z.object({
  /** Revision of the state that the screen has. */
  revision: z
    .number()
    .int()
    .nonnegative()
    .max(REVISION_MAX - 1),
  /** Since when, in the server's time as estimated by the screen; ms since the epoch. */
  shownAt: z.number().int().positive().max(REVISION_MAX),
  kind: z.enum(SHOWN_KINDS),
})
export type ScreenReport = z.output<typeof reportSchema>
