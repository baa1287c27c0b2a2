/**
 * How much room a text takes on paper, without a browser: an estimate that is never less than what common Chinese fonts
 * need. Lengths in any unit, widths of text in em.
 */

import { phrasesOf } from './phrases.ts'

/** Characters that begin no line, and those that end none (JIS X 4051, "kinsoku"). */
const NO_START = /[，。、；：？！”’）》】〉」』…—·,.;:?!)\]}%]/
const NO_END = /[“‘（《【〈「『([{]/

/** Width of one character in em: Chinese ones are square, heavy Latin capitals nearly so. */
function charWidth(char: string): number {
  if (/[il1.,;:'|!()[\]{} fjrt-]/.test(char)) return 0.46
  if (/[WMm@%]/.test(char)) return 1.02
  if (/[A-Z&#$_=+<>~]/.test(char)) return 0.8
  if (/[!-~]/.test(char)) return 0.66
  return /\p{Extended_Pictographic}/u.test(char) ? 1.4 : 1.01
}

export const textWidth = (text: string): number => [...text].reduce((sum, char) => sum + charWidth(char), 0)

/** Runs that a browser keeps together: Latin words, and Chinese characters with the punctuation beside them. */
function unitsOf(text: string): string[] {
  const units: string[] = []
  let joins = false
  for (const char of text) {
    const last = units[units.length - 1]
    const sameWord = last !== undefined && /[!-~]$/.test(last) && /[!-~]/.test(char)
    if (last !== undefined && (joins || sameWord || NO_START.test(char))) units[units.length - 1] = last + char
    else units.push(char)
    joins = NO_END.test(char)
  }
  return units
}

/**
 * Lines of a text, broken as a browser does it; a unit longer than a line is broken anywhere.
 * @param em per line
 * @param blocks follow the text, set as inline blocks: one longer than a line begins on a new one
 */
export function linesOf(text: string, em: number, blocks: readonly string[] = []): number {
  let lines = 1
  let used = 0
  const words = unitsOf(text)
  for (const [at, unit] of [...words, ...blocks].entries()) {
    const width = textWidth(unit)
    if (used + width <= em) {
      used += width
      continue
    }
    if (at >= words.length && width > em) {
      lines += linesOf(unit, em)
      used = em
      continue
    }
    if (width <= em) {
      lines++
      used = width
      continue
    }
    for (const char of unit) {
      const one = charWidth(char)
      if (used + one > em) {
        lines++
        used = 0
      }
      used += one
    }
  }
  return lines
}

/** Lines of a text whose phrases are set as inline blocks. */
export function phraseLines(text: string, em: number): number {
  let lines = 0
  let used = em
  for (const phrase of phrasesOf(text)) {
    const width = textWidth(phrase)
    if (used + width <= em) {
      used += width
      continue
    }
    // A block of several lines is as wide as the line.
    lines += width <= em ? 1 : linesOf(phrase, em)
    used = width <= em ? width : em
  }
  return lines
}

/** Longest run of single characters that is taken for a word the engine does not know: 反诈, 某某县. */
const RUN_MAX = 6

const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter('zh', { granularity: 'word' }) : undefined

/** Words of a title, with the punctuation beside them; characters, where the engine knows no words. */
export function wordsOf(text: string): string[] {
  if (!segmenter) return unitsOf(text)
  const words: string[] = []
  const parts = [...segmenter.segment(text)]
  /** Single characters at the end of the last word. */
  let run = 0
  let opens = false
  for (const [at, { segment, isWordLike }] of parts.entries()) {
    const last = words[words.length - 1]
    const single = isWordLike === true && segment.length === 1
    const ends = !parts[at + 1]?.isWordLike
    const closes = !isWordLike && !NO_END.test(segment)
    const year = /\d$/.test(last ?? '')
    // 2026年, 反诈, 钱袋子”; and one alone goes with the word that follows: 进小区.
    const sticks = single ? ends || year || (run > 0 && run < RUN_MAX) : isWordLike && run === 1
    if (last !== undefined && (opens || closes || sticks)) words[words.length - 1] = last + segment
    else words.push(segment)
    run = single && !year ? run + 1 : 0
    opens = NO_END.test(segment)
  }
  return words
}

/** Lines of a text whose words are kept whole. */
export const wordLines = (text: string, em: number): number => linesOf('', em, wordsOf(text))

/** Leaves room for fonts that are a little wider than the estimate. */
const SLACK = 0.98

interface Fitted {
  /** Font size. */
  size: number
  height: number
}

/** The largest size at which each phrase fits on a line. */
export const wholeSize = (text: string, width: number): number =>
  (width * SLACK) / Math.max(1, ...phrasesOf(text).map(textWidth))

type CountLines = (text: string, em: number) => number

/** What a text takes at a size. @param line height of a line in em */
export const heightOf = (
  text: string,
  width: number,
  size: number,
  line: number,
  count: CountLines = linesOf,
): number => (text === '' ? 0 : count(text, (width * SLACK) / size) * size * line)

/** The largest size at which a text fits into a box; the smallest where none does. */
export function fitText(
  text: string,
  box: { width: number; height: number },
  { max, min, line, count = linesOf }: { max: number; min: number; line: number; count?: CountLines },
): Fitted {
  const steps = 40
  for (let step = 0; step < steps; step++) {
    const size = max - ((max - min) * step) / steps
    const height = heightOf(text, box.width, size, line, count)
    if (height <= box.height) return { size, height }
  }
  return { size: min, height: heightOf(text, box.width, min, line, count) }
}
