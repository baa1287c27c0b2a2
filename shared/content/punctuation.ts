/**
 * Finds half-width punctuation in Chinese text. A separate module, so that content files and interface texts share one
 * rule.
 */

/** Replacements for ASCII punctuation in Chinese text. */
const FULL_WIDTH: Record<string, string> = { ',': '，', '?': '？', '!': '！', ':': '：', ';': '；', '.': '。' }

export interface PunctuationHit {
  /** Offset of the mark in the text. */
  index: number
  mark: string
  /** The full-width mark to use instead. */
  fullWidth: string
  /** A few characters around it, for the report. */
  near: string
}

/** A Chinese character, or a full-width closing mark: the mark after it must be full-width, too. */
const CHINESE = String.raw`[\p{Script=Han}”’）》】」]`
// Three cases: a mark after Chinese; a full stop after Chinese that ends a sentence (a dot inside `第1.2版` does not
// follow Chinese, and `中文.example` goes on with a letter); a mark right before Chinese (`App,打开`). A colon before
// Chinese may belong to a time or a label in code, so it is left to the first case.
const PATTERN = new RegExp(String.raw`(?<=${CHINESE})[,?!:;]|(?<=${CHINESE})\.(?![\w.])|[,?!;](?=\p{Script=Han})`, 'gu')
/** Addresses keep their ASCII marks, also where they show Chinese placeholders (postgres://用户:密码@主机). */
const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/[^\s，。；！？、“”（）]*/gi

/** Every half-width mark of a text that should be full-width. */
export function findAsciiPunctuation(text: string): PunctuationHit[] {
  // Addresses are replaced by blanks of the same length, so that offsets stay correct.
  const prose = text.replace(ADDRESS, (address) => ' '.repeat(address.length))
  return [...prose.matchAll(PATTERN)].map((match) => ({
    index: match.index,
    mark: match[0],
    fullWidth: FULL_WIDTH[match[0]] ?? match[0],
    near: text.slice(Math.max(0, match.index - 6), match.index + 5).replaceAll('\n', ' '),
  }))
}

/** A mark that ends a clause, behind one that ends it already: the trace of two texts that were joined. */
const DOUBLED = /[。！？；，、：][。；，、：]|[。；，、：][！？]/g

/** Every doubled mark, with a few characters around it. ？！ and ！！ are emphasis. */
export const findDoubledMarks = (text: string): string[] =>
  [...text.matchAll(DOUBLED)].map(({ index }) => text.slice(Math.max(0, index - 6), index + 5).replaceAll('\n', ' '))

/** Whether a text contains Chinese; if not, it is a name, a key or code. */
export function hasChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text)
}
