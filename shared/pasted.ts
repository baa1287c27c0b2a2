/**
 * Codes, tokens and digits as people hand them over: copied together with a full stop, a bracket, a label or half a
 * message, in full width, with spaces or invisible characters in between, escaped by some program. One rule for all:
 * what has exactly the shape of what is looked for is taken, and whatever stands around it is left out.
 */

/** Accents, and what has no shape of its own, such as zero-width and directional characters. */
const UNSEEN = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
/** What people and their keyboards put into a code to make it readable. */
const SPACE = String.raw`[\s\p{Pd}·・•‧∙⋅]`
/** Between two numbers a sentence may go on after these. */
const GAP = String.raw`(?:${SPACE}|[.,。、])`
const GAPS = new RegExp(GAP, 'gu')
const PERCENT = /(?:%[0-9a-f]{2})+/gi
/** All of them that come with links are punctuation: `&lt;`, `&quot;`, `&#8220;`. */
const ENTITY = /&(?:#\w{1,7}|[a-z]\w{1,7});/gi
/** Programs that hand on an address escape what was escaped before. */
const ROUNDS = 3
/** A message that somebody sends on, and a bound for the work on an address that nobody sent. */
const LONGEST = 4_000

const bytesOf = (percent: string) => Uint8Array.from(percent.slice(1).split('%'), (byte) => Number.parseInt(byte, 16))

/**
 * As a person reads it: without escapes and what cannot be seen, full-width and circled characters in plain form.
 * Decomposed, or an accent behind the last letter would change it.
 */
export function readable(text: string): string {
  let plain = text.slice(0, LONGEST)
  for (let round = 0; round < ROUNDS && plain.includes('%'); round += 1)
    plain = plain.replace(PERCENT, (percent) => new TextDecoder().decode(bytesOf(percent)))
  return plain.replace(ENTITY, ' ').normalize('NFKD').replace(UNSEEN, '').replaceAll('\\', '/')
}

/**
 * What stands behind the link at the start of a text, where whole links are handed over for what they carry; a text
 * without one stays as it is. A host without `http` has a dot or a port, which no code has.
 * @param folder of our addresses, for example `s` of `/s/A7BKQ2Z`
 */
function behindLink(text: string, folder: string): string {
  const host = String.raw`(?:https?:/{1,2}[^/\s]+|[\w.-]+(?:\.[\w-]+|:\d+))`
  const link = new RegExp(String.raw`^[^0-9a-z]*(?:${host}/+${folder}/+)+`, 'i').exec(text)?.[0]
  return link ? text.slice(link.length) : text
}

/** Every place where it matches, also inside of another match. */
function* places(text: string, pattern: RegExp): Generator<string> {
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    if (found[1]) yield found[1].replace(GAPS, '')
    pattern.lastIndex = found.index + 1
  }
}

interface CodeShape {
  /** Capital letters and digits. */
  alphabet: string
  length: number
  /** Of our addresses that carry such a code. */
  folder?: string
}

/** The code in a text or in the link there, in upper case. */
export function codeIn(text: string, { alphabet, length, folder }: CodeShape): string | undefined {
  const from = (folder ? behindLink(readable(text), folder) : readable(text)).toUpperCase()
  const one = `[${alphabet}]`
  const whole = `${one}{${length}}`
  const spread = `${one}(?:${GAP}{0,3}${one}){${length - 1}}`
  const first = (pattern: string) => new RegExp(pattern, 'u').exec(from)?.[1]?.replace(GAPS, '')
  const sure =
    // An opening bracket or a word in Chinese may come first.
    first(`^[^0-9A-Z]*(${whole})`) ??
    (folder && first(`(?:^|[^0-9A-Z])${folder.toUpperCase()}/+[^0-9A-Z/]*(${spread})`))
  if (sure) return sure
  const bounded = (shape: string) => [...places(from, new RegExp(`(?:^|[^0-9A-Z])(${shape})(?![0-9A-Z])`, 'gu'))]
  const found = [...bounded(whole), ...bounded(spread)]
  // Seven letters are often a word; with a digit among them they are not.
  return found.find((each) => /\d/.test(each)) ?? found[0] ?? first(`^[^0-9A-Z]*(${spread})`)
}

/** What matches at the start of a text or behind the link there, in upper case; a word in Chinese may come first. */
export function leadingCode(text: string, code: RegExp, folder: string): string | undefined {
  const from = behindLink(readable(text), folder).replace(GAPS, '').toUpperCase()
  return code.exec(from.replace(/^[^0-9A-Z]+/, ''))?.[0]
}

/** A secret in base64url in a text or in the link there, the longest of the given lengths. Keeps its case. */
export function tokenIn(text: string, lengths: readonly number[], folder: string): string | undefined {
  const least = Math.min(...lengths)
  const run = behindLink(readable(text), folder)
    .match(/[\w-]+/g)
    ?.find((each) => each.length >= least)
  return run?.slice(0, Math.max(...lengths.filter((each) => each <= run.length)))
}

/** A UUID in a text or in a link there, in lower case. */
export const uuidIn = (text: string): string | undefined =>
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(
    readable(text)
      .replace(/\p{Pd}/gu, '-')
      .toLowerCase(),
  )?.[0]

/**
 * The numbers of so many digits in a text; more than one, if nobody can tell which is meant. A longer number holds
 * none: it is mistyped. Digits that stand apart belong together only where none stand together.
 */
export function numbersIn(text: string, length: number): string[] {
  const from = readable(text)
  const ofLength = (gap: string) => {
    const runs = from.match(new RegExp(String.raw`\d(?:${gap}\d)*`, 'gu')) ?? []
    return [...new Set(runs.map((run) => run.replace(/\D/g, '')).filter((digits) => digits.length === length))]
  }
  return ['', `${SPACE}{0,3}`, `${GAP}{0,3}`].map(ofLength).find((found) => found.length > 0) ?? []
}
