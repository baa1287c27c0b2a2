/** What a screen says that it really shows. */
import { z } from 'zod'
import type { ShownKind } from './view.ts'

const SHOWN_KINDS = ['attract', 'panels', 'scene', 'takeover', 'play'] as const satisfies ShownKind[]

export const reportSchema = z.object({
  /** Of the state that it holds. */
  revision: z.number().int().nonnegative(),
  /** Since when, by the server's time as the screen knows it; ms since the epoch. */
  shownAt: z.number().int().positive().max(8.64e15),
  kind: z.enum(SHOWN_KINDS),
})
export type ScreenReport = z.output<typeof reportSchema>
