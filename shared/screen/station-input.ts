/** Input schemas of what all screens of a station share. */
import { z } from 'zod'
import { revisionSchema } from '../fields.ts'

const URL_MAX = 500

/** Addresses of the hall's own network are allowed: that is where a hall's own gateway is. */
function isPostable(text: string): boolean {
  try {
    const { protocol, username, password, hostname } = new URL(text)
    return /^https?:$/.test(protocol) && hostname !== '' && username === '' && password === ''
  } catch {
    return false
  }
}

const exitCodeSchema = z
  .string({ error: '请填写六位数字' })
  .trim()
  .regex(/^\d{6}$/, '退出码是六位数字')

export const screenStationSchema = z.object({
  webhookUrl: z
    .string({ error: '请填写网址' })
    .trim()
    .max(URL_MAX, `网址最多 ${URL_MAX} 个字`)
    .refine((text) => text === '' || isPostable(text), '网址没有写对，要以 http:// 或 https:// 开头')
    .transform((text) => text || null),
  /** False: the code is taken away. */
  hasExitCode: z.boolean({ error: '缺少“要不要退出码”' }),
  /** Empty: as it is. */
  exitCode: z.union([z.literal(''), exitCodeSchema], { error: '退出码是六位数字' }),
  revision: revisionSchema,
})
export type EditScreenStation = z.output<typeof screenStationSchema>

export const exitScreenSchema = z.object({ code: exitCodeSchema })
