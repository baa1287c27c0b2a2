/** Input schema of the address for QR codes. */
import { z } from 'zod'
import { isLoopback } from '../campaign/qr.ts'
import { revisionSchema } from '../fields.ts'

const FORM = '要写成 http:// 或 https:// 开头的网址，只到主机和端口为止，例如 http://192.168.1.20:3000'

/** Phones will open it for months: only scheme, host and port, and never this computer itself. */
function faultOf(typed: string): string | undefined {
  if (!/^https?:\/\//i.test(typed) || !URL.canParse(typed)) return FORM
  const { pathname, search, hash, username, password, origin } = new URL(typed)
  if (pathname !== '/' || search || hash || username || password) return FORM
  return isLoopback(origin) ? '这个地址只有这台电脑自己能打开，手机打不开' : undefined
}

const typedSchema = z
  .string({ error: ({ input }) => (input === undefined ? '缺少网址，不选就留空' : FORM) })
  .max(200, '网址太长了')
/** Null or empty: nothing is chosen. */
function toOrigin(typed: string | null | undefined, context: z.RefinementCtx): string | null {
  const text = typed?.trim()
  if (!text) return null
  const fault = faultOf(text)
  if (fault) context.addIssue({ code: 'custom', message: fault })
  return fault ? null : new URL(text).origin
}

/** At set-up it may be left out. */
export const chosenOriginSchema = typedSchema.nullish().transform(toOrigin)
/** Later a request without it would erase the choice by mistake. */
export const addressSchema = z.object({
  origin: typedSchema.nullable().transform(toOrigin),
  revision: revisionSchema,
})
export type AddressEdit = z.output<typeof addressSchema>
