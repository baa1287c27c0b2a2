/** The order of names in every list: by their sound (pinyin), and numbers by their value, in whatever script. */

const DIGITS = '〇一二三四五六七八九'
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1_000 }
/** A run of Chinese numerals. 百 and 千 do not begin one: 百货 and 千岛 are no numbers. */
const NUMERALS = /[〇零一二三四五六七八九十][〇零一二三四五六七八九十百千]*/g

/** 二十三 → 23, 一百零五 → 105, 十 → 10; digits without units are read one by one: 二〇二六 → 2026. */
function valueOf(numerals: string): string {
  const letters = [...numerals.replace(/零/g, '〇')]
  if (!letters.some((letter) => letter in UNITS)) return letters.map((letter) => DIGITS.indexOf(letter)).join('')
  let sum = 0
  let digit = 0
  for (const letter of letters) {
    const unit = UNITS[letter]
    if (unit === undefined) digit = DIGITS.indexOf(letter)
    else {
      sum += (digit || 1) * unit
      digit = 0
    }
  }
  return String(sum + digit)
}

/** The name as it is compared: full-width digits and letters are narrow, and Chinese numerals are figures. */
const keyOf = (name: string) => name.normalize('NFKC').trim().replace(NUMERALS, valueOf)

const collator = new Intl.Collator('zh-CN-u-co-pinyin', { numeric: true })

/** For `sort`: 一号 二号 十号, 屏2 屏10, 陈 before 李. Names that differ in any way are never equal. */
export function byName(a: string, b: string): number {
  return collator.compare(keyOf(a), keyOf(b)) || collator.compare(a, b) || (a < b ? -1 : Number(a > b))
}

/** `entries.sort(byNameOf((entry) => entry.title))` */
export const byNameOf =
  <T>(nameOf: (entry: T) => string) =>
  (a: T, b: T): number =>
    byName(nameOf(a), nameOf(b))
