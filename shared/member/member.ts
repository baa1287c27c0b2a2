/** Members: the logged-in member and the rows of the office's list. */
import { z } from 'zod'
import { requiredLineSchema, revisionSchema } from '../fields.ts'
import { ROLES, type Role } from './role.ts'

/** The logged-in member, as verified by the server. */
export interface CurrentMember {
  id: string
  stationId: string
  login: string
  name: string
  role: Role
}

/** Answer of `GET /api/session`. */
export interface SessionAnswer {
  member: CurrentMember | null
}

export const roleSchema = z.enum(ROLES, { error: '请选择一个角色' })

/** As it is stored, from what a Chinese keyboard or a paste makes of it; the same at set-up and at log-in. */
const toLogin = (typed: string) =>
  typed
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase()

/**
 * The account name, stored in lower case. Restricted to ASCII against look-alikes: it must be typeable on any keyboard,
 * and is printed on paper.
 */
export const loginSchema = z
  .string({ error: '请填写账号' })
  .max(64, '账号最多 32 个字符')
  .transform(toLogin)
  .pipe(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{2,31}$/, '账号用 3 到 32 个小写字母、数字、点、横线或下划线，以字母或数字开头'),
  )

export const memberNameSchema = requiredLineSchema('姓名', 30)

/** Input of the login page. Its format is not checked: an error about it would only help an attacker. */
export const credentialsSchema = z.object({
  login: z
    .string({ error: '请填写账号' })
    .max(200, '账号太长了')
    .transform(toLogin)
    .pipe(z.string().min(1, '请填写账号')),
  password: z.string({ error: '请填写密码' }).min(1, '请填写密码').max(1000, '密码太长了'),
})

/** A row of the office's list. */
export interface MemberRow {
  id: string
  login: string
  name: string
  role: Role
  disabled: boolean
  revision: number
  lastLoginAt: string | null
  createdAt: string
}

export interface MemberList {
  members: MemberRow[]
}

export interface MemberReply {
  member: MemberRow
}

/** Fields of a member that an admin can change: one or both. */
export const memberChangeSchema = z
  .object({
    role: roleSchema.optional(),
    disabled: z.boolean({ error: '请说明停用还是启用' }).optional(),
    revision: revisionSchema,
  })
  .refine((change) => change.role !== undefined || change.disabled !== undefined, '没有要改的内容')
export type MemberChange = z.output<typeof memberChangeSchema>
