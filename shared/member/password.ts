/**
 * Password rules: length instead of character classes, as NIST SP 800-63B-4 (2025) recommends. No rule about digits or
 * capitals, no forced change, and no common passwords.
 */
/** In characters. */
export const PASSWORD_MIN = 10
export const PASSWORD_MAX = 128

export const PASSWORD_HINT = `至少 ${PASSWORD_MIN} 个字符。几个不相干的词连在一起，好记又难猜；不要用生日、电话和账号。`

/**
 * Prefixes of the passwords most often found in leaks (and Chinese equivalents), lower case; only those that the length
 * rule would allow.
 */
const COMMON = [
  '1234567890',
  '0123456789',
  '0987654321',
  '9876543210',
  '12345678910',
  '123456789a',
  'a123456789',
  '1q2w3e4r5t',
  'q1w2e3r4t5',
  '1qaz2wsx3edc',
  '1qazxsw23edc',
  'qwertyuiop',
  'qwerty12345',
  'qwerty123456',
  'qwer123456',
  'asdfghjkl',
  'zxcvbnm123',
  'abcd123456',
  'abc123456789',
  'abcdefghij',
  'abc1234567',
  'aa123456789',
  'a1234567890',
  'password12',
  'password123',
  'passw0rd123',
  'p@ssw0rd123',
  'p@ssword123',
  'admin12345',
  'admin123456',
  'administrator',
  'root123456',
  'welcome123',
  'letmein123',
  'iloveyou123',
  'iloveyou1314',
  'woaini1314',
  'woaini520',
  'woaini5201314',
  '5201314520',
  '1314520520',
  'wodemima123',
  'mima123456',
  'jinmeiting',
  'jinyun1234',
  'fanzha96110',
  'fanzha110',
  '9611096110',
  'jingcha110',
  'police110110',
  '1101101100',
  'gonganju110',
]

/** Normalises what people often change in a common password: capitals, spaces, a few characters at the end. */
const fold = (password: string) =>
  password
    .toLowerCase()
    .replace(/\s/g, '')
    .replace(/[!@#$%&*.。！]+$/, '')

const isRun = (text: string) => {
  const codes = Array.from(text, (char) => char.codePointAt(0))
  const [first] = codes
  if (first === undefined || codes.length < 2) return false
  return [-1, 0, 1].some((step) => codes.every((code, index) => code === first + step * index))
}

/** True for a password that an attacker would guess within a few thousand attempts. */
function isCommon(password: string): boolean {
  const folded = fold(password)
  if (COMMON.some((common) => folded === common || (folded.startsWith(common) && folded.length <= common.length + 2)))
    return true
  if (isRun(folded)) return true
  // A short repeated sequence: `abcabcabcabc`, `1111111111`.
  return /^(.{1,4})\1+$/u.test(folded)
}

/** Why a new password is refused, in Chinese, or undefined. */
export function passwordFault(password: string, login = ''): string | undefined {
  const length = [...password].length
  if (length < PASSWORD_MIN) return `密码至少 ${PASSWORD_MIN} 个字符，现在是 ${length} 个`
  if (length > PASSWORD_MAX) return `密码最多 ${PASSWORD_MAX} 个字符`
  if (login && password.toLowerCase().includes(login.toLowerCase())) return '密码里不要包含账号'
  if (isCommon(password)) return '这个密码太常见，很容易被猜到，请换一个'
  return undefined
}
