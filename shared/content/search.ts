/**
 * Search over the scam library. Chinese has no spaces, so text is cut into single characters and pairs: pairs rank
 * exact words first, single characters tolerate one mistyped character. Pinyin is computed on the server, because its
 * dictionary is larger than the whole phone page.
 */
import MiniSearch from 'minisearch'
import type { Scam } from './scam.ts'

/** The index data of one scam type for the device. */
export interface SearchDoc {
  id: string
  title: string
  /** Other names, separated by spaces. */
  aliases: string
  summary: string
  signs: string
  /** The script and other texts that a victim may remember from a call. */
  body: string
  /** Full pinyin and initials of title and aliases, starting at every syllable, separated by spaces. */
  pinyin: string
}

/** Syllables without tones of a Chinese text, e.g. 刷单 → ['shua', 'dan']. */
export type ToPinyin = (text: string) => string[]

/**
 * `['shua','dan','fan']` → `shuadanfan danfan fan sdf df`: the search matches prefixes, so every syllable must start a
 * word.
 */
function spellings(syllables: readonly string[]): string[] {
  return syllables.flatMap((_, start) => {
    const rest = syllables.slice(start)
    const initials = rest.map((syllable) => syllable[0]).join('')
    return initials.length > 1 ? [rest.join(''), initials] : [rest.join('')]
  })
}

/** Index entries of the scam types. Runs on the server, which has the pinyin dictionary. */
export function toSearchDocs(scams: readonly Scam[], toPinyin: ToPinyin): SearchDoc[] {
  return scams.map((scam) => {
    const names = [scam.title, ...scam.aliases]
    const latin = names.flatMap((name) =>
      spellings(
        toPinyin(name)
          .map((syllable) => syllable.toLowerCase())
          .filter((syllable) => /^[a-z]+$/.test(syllable)),
      ),
    )
    return {
      id: scam.id,
      title: scam.title,
      aliases: scam.aliases.join(' '),
      summary: scam.summary,
      signs: scam.flags.map((flag) => flag.sign).join(' '),
      body: [scam.targets, scam.doNow, ...scam.script.map((step) => step.text)].join(' '),
      pinyin: [...new Set(latin)].join(' '),
    }
  })
}

/** Cuts a text into Latin words, Chinese characters and pairs of neighbouring ones. */
export function tokenize(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[a-z0-9]+|\p{Script=Han}+/gu) ?? []
  ).flatMap((run) => {
    if (/^[a-z0-9]/.test(run)) return [run]
    const characters = [...run]
    return [...characters, ...characters.slice(1).map((_, i) => characters.slice(i, i + 2).join(''))]
  })
}

/**
 * Characters two positions apart, e.g. 保健品 → 保·品: a mistyped character in the middle leaves no correct pair of
 * neighbours.
 */
const overOne = (text: string) =>
  (text.match(/\p{Script=Han}{3,}/gu) ?? []).flatMap((run) => {
    const characters = [...run]
    return characters.slice(2).map((character, i) => [...characters.slice(i, i + 1), character].join('·'))
  })

const NAMES = new Set(['title', 'aliases'])
const isPair = (term: string) => [...term].length > 1
const isLatin = (term: string) => /^[a-z]/.test(term)
/** Results with a score far below the best share only a common character. */
const CUT_OFF = 0.12

/** Builds the index; the returned function gives the ids that match, best first. */
export function createSearch(docs: readonly SearchDoc[]): (query: string) => string[] {
  const index = new MiniSearch<SearchDoc>({
    fields: ['title', 'aliases', 'summary', 'signs', 'body', 'pinyin'],
    // A single character is matched in names only: in long texts nearly every character occurs.
    tokenize: (text, field) =>
      field === undefined || NAMES.has(field) ? [...tokenize(text), ...overOne(text)] : tokenize(text).filter(isPair),
    processTerm: (term) => term,
    searchOptions: {
      boost: { title: 4, aliases: 4, pinyin: 4, signs: 2, summary: 2, body: 1 },
      prefix: (term) => isLatin(term) && term.length > 1,
      fuzzy: (term) => (isLatin(term) && term.length > 4 ? 0.2 : false),
    },
  })
  index.addAll(docs)
  return (query) => {
    const found = index.search(query)
    // One matching character out of two may be a typing error; out of three or more it is chance.
    const short = (query.match(/\p{Script=Han}/gu) ?? []).length < 3
    const results = short ? found : found.filter((result) => result.terms.some(isPair))
    const best = results[0]?.score ?? 0
    return results.filter((result) => result.score >= best * CUT_OFF).map((result) => String(result.id))
  }
}
