/**
 * Codes, tokens and digits as people hand them over: copied together with a full stop, a bracket or half a sentence, in
 * full width, with spaces or invisible characters in between. One rule for all: what a code is made of is read from the
 * start of the text, and whatever follows it is left out.
 */

/** Blanks, dashes, accents, and what has no shape of its own, such as zero-width and directional characters. */
const UNSEEN = /[\s\p{Pd}\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** Full-width and circled characters in plain form. Decomposed, or an accent behind the last one would change it. */
const plain = (text: string) => text.normalize('NFKD')

/**
 * What stands behind the link at the start of a text, where whole links are handed over for what they carry; a text
 * without one stays as it is. A host without `http` has a dot or a port, which no code has.
 * @param folder of our addresses, for example `s` of `/s/A7BKQ2Z`
 */
export function behindLink(text: string, folder: string): string {
  // Copied from an address bar, where the link was typed behind another one.
  const from = plain(text).replace(/%(?:2f|3a)/gi, (one) => decodeURIComponent(one))
  const host = String.raw`(?:https?:/{1,2}[^/\s]+|[\w.-]+(?:\.[\w-]+|:\d+))`
  const link = new RegExp(String.raw`^[^0-9a-z]*(?:${host}/+${folder}/+)+`, 'i').exec(from)?.[0]
  return link ? from.slice(link.length) : text
}

/**
 * The code at the start of a text, in upper case.
 * @param code matches one at the start, for example `/^[A-Z]{7}/`
 */
export function leadingCode(text: string, code: RegExp): string | undefined {
  // An opening bracket or a word in Chinese may come first.
  const from = plain(text)
    .replace(UNSEEN, '')
    .toUpperCase()
    .replace(/^[^0-9A-Z]+/, '')
  return code.exec(from)?.[0]
}

/** A secret in base64url at the start of a text, the longest of the given lengths that is there. Keeps its case. */
export function leadingToken(text: string, lengths: readonly number[]): string | undefined {
  const run = /^[A-Za-z0-9_-]*/.exec(plain(text).trim())?.[0] ?? ''
  const length = Math.max(...lengths.filter((each) => each <= run.length))
  return Number.isFinite(length) ? run.slice(0, length) : undefined
}
