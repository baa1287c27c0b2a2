/** Short codes: the alphabet and the normalisation of typed codes. */

/** Without 0/O and 1/I/L, which are easily confused in small print. */
export const SHORT_CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
export const SHORT_CODE_LENGTH = 7

/** A typed code in its stored form (upper case, no spaces or hyphens), or undefined if it cannot be one. */
export function normaliseCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '')
  return /^[0-9A-Z]{4,12}$/.test(code) ? code : undefined
}
