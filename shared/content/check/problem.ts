/** What every check takes and reports. Imports nothing, so that each check can build on it. */

export interface Problem {
  /** Path below the content folder. */
  file: string
  line?: number
  /** Short code of the broken rule. */
  rule: string
  /** What is wrong, in Chinese: content is edited by people who do not read code. */
  message: string
}

export interface ContentFile {
  /** Path below the content folder with `/`, e.g. `items/romance/romance-gk.yml`. */
  path: string
  text: string
}

/**
 * Rules about style, time and the whole, and a law that is left out where it is missing: what breaks only these can
 * still be shown.
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
  'id-betrays',
  'option-length',
  'empty',
  'teaching',
  'unknown-law',
])

/** Whether a file must stay out of the site: it cannot be read, would lead nowhere, or could do harm. */
export const isBroken = ({ rule }: Problem) => !SHOWABLE.has(rule)
