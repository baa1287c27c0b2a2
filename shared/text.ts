/**
 * Characters that have no place in a text people read: invisible ones, with which two different names look the same or
 * an empty one looks filled, and those that turn the reading direction, with which readers see another text than was
 * checked. Refused, not removed: whoever typed the text must know what is stored.
 */

/**
 * White space; U+3000, the full-width space, is some. For JavaScript the byte order mark is too, but nobody can see it.
 */
const SPACES = /[^\S\uFEFF]+/gu
const ENDS = /^[^\S\uFEFF]+|[^\S\uFEFF]+$/gu
const LINE_ENDS = /[^\S\n\uFEFF]+$/gmu
/** A letter with more marks than any script needs covers the lines around it. */
const MARKS = /\p{M}{4,}/u
/**
 * Control and format characters, fillers, variation selectors, private use, unassigned ones, halves of a pair, marks
 * that are drawn around their letter and cover it, and the marks of broken encodings.
 */
const UNFIT = String.raw`\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Me}\p{Default_Ignorable_Code_Point}\uFFFC\uFFFD`
/**
 * What has a name but no ink: the blank Braille pattern, the half fill space, blank hieroglyphs, the Khitan filler, the
 * note without a head.
 */
const INKLESS = String.raw`\u2800\u303F\u{13441}\u{13442}\u{16FE4}\u{1D159}`
const ODD = new RegExp(`[${UNFIT}${INKLESS}]`, 'u')
/** A mark with no letter before it is drawn on nothing, or on what stands beside the text. */
const LONE_MARK = /(^|\s)\p{M}/u
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u
const KEYCAP = /[0-9#*]/
const KEYCAP_MARK = '\u20E3'
const JOINER = '\u200D'
const EMOJI_STYLE = '\uFE0F'

/** Whether the character at this place belongs to an emoji: 👨‍👩‍👧, ❤️, 3️⃣. */
function isOfEmoji(letters: readonly string[], at: number): boolean {
  const [before = '', letter, after = ''] = [letters[at - 1], letters[at], letters[at + 1]]
  if (letter === EMOJI_STYLE) return EMOJI.test(before) || (KEYCAP.test(before) && after === KEYCAP_MARK)
  if (letter === KEYCAP_MARK) return before === EMOJI_STYLE && KEYCAP.test(letters[at - 2] ?? '')
  return letter === JOINER && (EMOJI.test(before) || before === EMOJI_STYLE) && EMOJI.test(after)
}

/** Place of the first character that may not stand in a text, from 1; 0 if there is none. */
export function oddPlace(text: string): number {
  const letters = [...text.replace(SPACES, ' ')]
  const odd = letters.findIndex((letter, at) => ODD.test(letter) && !isOfEmoji(letters, at))
  if (odd >= 0) return odd + 1
  const marks = MARKS.exec(text)
  if (marks) return marks.index + 1
  const lone = LONE_MARK.exec(text)
  return lone ? lone.index + (lone[1] ?? '').length + 1 : 0
}

/** One line in its canonical form (NFC): runs of white space are one space, both ends trimmed. */
export const tidyLine = (text: string): string => text.normalize('NFC').replace(SPACES, ' ').replace(ENDS, '')

/** Several lines in their canonical form: line breaks are `\n`, and no white space ends a line. */
export const tidyLines = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(LINE_ENDS, '')
    .replace(ENDS, '')

/** For comparing with a text that was stored before such characters were refused: nobody can type them. */
export const visibleOf = (text: string): string =>
  [...tidyLine(text)]
    .filter((letter) => !ODD.test(letter))
    .join('')
    .trim()
