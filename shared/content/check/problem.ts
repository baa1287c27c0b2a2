/** Input and output types of all checks. Imports nothing, so that each check can import it. */

export interface Problem {
  /** Path below the content folder. */
  file: string
  line?: number
  /** Short code of the broken rule. */
  rule: string
  /** What is wrong, in Chinese: content is edited by people who are not programmers. */
  message: string
}

export interface ContentFile {
  /** Path below the content folder with `/`, e.g. `items/romance/romance-gk.yml`. */
  path: string
  text: string
}

/**
 * Rules about style, time and the library as a whole, a poor source, and a missing law (which is then left out):
 * content that breaks only these can still be shown.
 */
const SHOWABLE = new Set([
  'expired',
  'review-order',
  'term',
  'audience',
  'punctuation',
  'sentence',
  'address',
  'english',
  'goal',
  'rank',
  'order',
  'balance',
  'length',
  'tell',
  'surface',
  'lesson-copy',
  'id-betrays',
  'option-length',
  'empty',
  'teaching',
  'unknown-law',
  'source',
])

/** Whether a file must be excluded from the site: it cannot be read, has dangling references, or could do harm. */
export const isBroken = ({ rule }: Problem) => !SHOWABLE.has(rule)
