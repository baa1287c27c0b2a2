/** First run: the one-time code and the first admin. */
import { z } from 'zod'
import type { AddressView } from '../site/address.ts'
import { SHORT_CODE_ALPHABET } from '../campaign/code.ts'
import { codeIn } from '../pasted.ts'
import { loginSchema, memberNameSchema } from './member.ts'
import { newPasswordSchema } from './input.ts'
import { chosenOriginSchema } from '../site/address-input.ts'
import { setupStationFields } from './station-input.ts'

/** The setup code in a text, as `XXXX-XXXX`; a text without one stays as it is. */
function readSetupCode(text: string): string {
  const code = codeIn(text, { alphabet: SHORT_CODE_ALPHABET, length: 8 })
  return code ? `${code.slice(0, 4)}-${code.slice(4)}` : text
}

export const setupSchema = z.object({
  code: z
    .string({ error: '请填写设置码' })
    .min(1, '请填写设置码')
    .max(1_000, '设置码是 8 个字符')
    .transform(readSetupCode),
  ...setupStationFields,
  origin: chosenOriginSchema,
  login: loginSchema,
  name: memberNameSchema,
  password: newPasswordSchema,
})
export type Setup = z.output<typeof setupSchema>

export interface SetupState {
  /** Whether the first admin has yet to be created. */
  needed: boolean
  /** To choose from at set-up; null once that is done. */
  address: AddressView | null
}
