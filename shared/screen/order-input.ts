/** What an officer orders a screen to do. */
import { z } from 'zod'
import { pairedSchema } from './pairing.ts'

export const reloadScreenSchema = z.object({
  /** At once, also while a visitor plays; else when nobody uses it. */
  force: z.boolean({ error: '缺少“马上”还是“等没人用”' }),
  paired: pairedSchema,
})
export type ReloadScreen = z.output<typeof reloadScreenSchema>
