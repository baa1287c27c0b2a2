/** Short codes: the alphabet, and how a code is read from what was typed or pasted. */
import { behindLink, leadingCode } from '../pasted.ts'

/** Without 0/O and 1/I/L, which are easily confused in small print. */
export const SHORT_CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
export const SHORT_CODE_LENGTH = 7

const CODE = new RegExp(`^[${SHORT_CODE_ALPHABET}]{${SHORT_CODE_LENGTH}}`)
/** The codes of the first versions. */
const EARLIER = /^[0-9A-Z]{4,12}/

/** The code at the start of a text or in the link there, in its stored form; undefined if there is none. */
export function readShortCode(text: string): string | undefined {
  const from = behindLink(text, 's')
  return leadingCode(from, CODE) ?? leadingCode(from, EARLIER)
}
