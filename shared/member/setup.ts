/** First run: the one-time code and the first admin. */
import { z } from 'zod'
import { loginSchema, memberNameSchema } from './member.ts'
import { newPasswordSchema, refuseWeak } from './input.ts'
import { hallNameSchema, stationNameSchema } from './station.ts'

/** Normalises a typed setup code, full-width characters too, to `XXXX-XXXX`; of other length it stays as it is. */
function normaliseSetupCode(typed: string): string {
  const bare = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-—–－]/g, '')
  return bare.length === 8 ? `${bare.slice(0, 4)}-${bare.slice(4)}` : bare
}

export const setupSchema = z
  .object({
    code: z
      .string({ error: '请填写设置码' })
      .min(1, '请填写设置码')
      .max(40, '设置码是 8 个字符')
      .transform(normaliseSetupCode),
    stationName: stationNameSchema,
    hallName: hallNameSchema,
    login: loginSchema,
    name: memberNameSchema,
    password: newPasswordSchema,
  })
  .superRefine(refuseWeak('password'))
export type Setup = z.output<typeof setupSchema>

export interface SetupState {
  /** Whether the first admin has yet to be created. */
  needed: boolean
}
