/** The order of names in every list: by their sound (pinyin), and numbers by their value, in whatever script. */

const DIGITS = '〇一二三四五六七八九'
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1_000 }
/** A run of Chinese numerals. 百 and 千 do not begin one: 百货 and 千岛 are no numbers. */
const NUMERALS = /[〇零一二三四五六七八九十][〇零一二三四五六七八九十百千]*/g

/** Further characters for the same numbers, as on house plates and cheques; in the same places the usual ones. */
const FORMAL = '两壹贰叁肆伍陆柒捌玖拾佰仟'
const USUAL = '二一二三四五六七八九十百千'
const FORMAL_RUN = new RegExp(`[〇零一二三四五六七八九十百千${FORMAL}]+`, 'g')
/** Of these one in a run is enough: the others are surnames and words as well (陆某, 伍老师, 大陆, 队伍, 两岸, 收拾). */
const CLEAR = /[壹贰叁肆柒捌玖]/
const COUNTED = /^(?:[号楼层屏室组栋幢座区期批排队班站厅门块台]|单元|网格|展区)/
/** Fewer, behind a surname: 陆巷 and 陆门 are names, and 陆组长 and 伍室友 are people. */
const COUNTED_AFTER_NAMES = /^(?:[号楼层屏室组栋幢座期批](?![长员友])|单元|网格|展区)/
/** 两 before a measure word is two of it, as in 两百份 and 两家. */
const MEASURE = /^[份张人个家天周次场本]/
/** What stands before its number, as in 屏陆; or before the next one, as in 三号楼陆层. */
const BEFORE_NUMBER = /[第号楼层屏室组栋幢座区]$/

/** Writes what is a number in other characters in the usual ones: only before what is counted, or at the end. */
function plainly(run: string, at: number, name: string): string {
  const [before, after] = [name.slice(0, at), name.slice(at + run.length)]
  const atEnd = !/^\p{Script=Han}/u.test(after)
  const isNumber = CLEAR.test(run)
    ? atEnd || COUNTED.test(after)
    : atEnd
      ? BEFORE_NUMBER.test(before)
      : (COUNTED_AFTER_NAMES.test(after) || (run.startsWith('两') && MEASURE.test(after))) &&
        (BEFORE_NUMBER.test(before) || !/\p{Script=Han}$/u.test(before))
  return isNumber ? run.replace(/./g, (letter) => USUAL[FORMAL.indexOf(letter)] ?? letter) : run
}

const NUMBER_END = /[\d〇零一二三四五六七八九十百千]$/
/** White space does not count, except between two numbers. */
const closeUp = (space: string, at: number, name: string) =>
  NUMBER_END.test(name.slice(0, at)) && NUMBER_END.test(name.slice(0, at + space.length + 1)) ? ' ' : ''

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
const keyOf = (name: string) =>
  name.normalize('NFKC').trim().replace(/\s+/g, closeUp).replace(FORMAL_RUN, plainly).replace(NUMERALS, valueOf)

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
