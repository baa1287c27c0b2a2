/** Short codes: the alphabet, and how a code is read from what was typed or pasted. */
import { codeIn, leadingCode } from '../pasted.ts'

/** Without 0/O and 1/I/L, which are easily confused in small print. */
export const SHORT_CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
export const SHORT_CODE_LENGTH = 7

/** The codes of the first versions. */
const EARLIER = /^[0-9A-Z]{4,12}/

/** The code in a text or in the link there, in its stored form; undefined if there is none. */
export const readShortCode = (text: string): string | undefined =>
  codeIn(text, { alphabet: SHORT_CODE_ALPHABET, length: SHORT_CODE_LENGTH, folder: 's' }) ??
  leadingCode(text, EARLIER, 's')
