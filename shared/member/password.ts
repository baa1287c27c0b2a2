/** The length of passwords. Whether one can be guessed is judged by the server (server/member/new-password.ts). */
import { visibleOf } from '../text.ts'

/** In characters. */
export const PASSWORD_MIN = 10
export const PASSWORD_MAX = 128

export const PASSWORD_HINT = `至少 ${PASSWORD_MIN} 个字符。几个不相干的词连在一起，好记又难猜；不要用生日、电话和账号。`

/** What counts of a password: without white space at its ends and what nobody sees; a run of white space is one. */
export const passwordText = (password: string): string => visibleOf(password.normalize('NFKC'))

/** Why a new password is refused for its length, in Chinese, or undefined. */
export function lengthFault(password: string): string | undefined {
  const length = [...passwordText(password)].length
  if (length < PASSWORD_MIN) return `密码至少 ${PASSWORD_MIN} 个字符，首尾的空格不算，现在是 ${length} 个`
  return length > PASSWORD_MAX ? `密码最多 ${PASSWORD_MAX} 个字符` : undefined
}
