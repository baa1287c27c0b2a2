/**
 * Input schemas of members: limited, trimmed, with messages for people. Separate from the view types, because zod is
 * not loaded in the browser.
 */
import { z } from 'zod'
import { uuidSchema } from '../ids.ts'
import { GROUP_KEYS } from './audit.ts'
import { tokenIn } from '../pasted.ts'
import { TOKEN_LENGTHS } from './invitation.ts'
import { loginSchema, memberNameSchema, roleSchema } from './member.ts'
import { lengthFault, PASSWORD_MAX } from './password.ts'

/** A new password by its length; whether it can be guessed is judged where its owner is known. */
export const newPasswordSchema = z
  .string({ error: '请填写密码' })
  .max(PASSWORD_MAX * 2, `密码最多 ${PASSWORD_MAX} 个字符`)
  .superRefine((password, context) => {
    const fault = lengthFault(password)
    if (fault) context.addIssue({ code: 'custom', message: fault })
  })

export const passwordChangeSchema = z.object({
  oldPassword: z.string({ error: '请填写原密码' }).min(1, '请填写原密码').max(1000, '密码太长了'),
  newPassword: newPasswordSchema,
})

/** The token of a one-time link, by itself or in the link, in a text. */
export const readToken = (text: string): string | undefined => tokenIn(text, TOKEN_LENGTHS, 'join')

export const tokenParams = z.object({
  token: z
    .string()
    .max(1000, '链接不完整')
    .transform((text) => readToken(text) ?? '')
    .pipe(z.string().min(1, '链接不完整')),
})

export const inviteSchema = z.object({ name: memberNameSchema, role: roleSchema })

export const joinSchema = z.object({ login: loginSchema, name: memberNameSchema, password: newPasswordSchema })
export type Join = z.output<typeof joinSchema>

export const resetSchema = z.object({ password: newPasswordSchema })

const blankIsAbsent = (value: unknown) => (value === '' ? undefined : value)
export const auditQuerySchema = z.object({
  member: z.preprocess(blankIsAbsent, uuidSchema.optional()),
  group: z.preprocess(blankIsAbsent, z.enum(GROUP_KEYS, { error: '没有这一类操作' }).optional()),
  /** The id of the last entry that is already shown. */
  before: z.preprocess(blankIsAbsent, uuidSchema.optional()),
})
export type AuditQuery = z.output<typeof auditQuerySchema>
