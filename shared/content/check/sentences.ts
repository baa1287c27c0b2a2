/** Readability: limits the length of sentences. */
import type { Problem } from './problem.ts'
import type { Sheet } from './sheet.ts'

/** Most Chinese characters from one full stop, question mark, exclamation mark or semicolon to the next. */
const SENTENCE_MAX = 44
/** The same from one punctuation mark of any kind to the next. */
const CLAUSE_MAX = 24

const length = (text: string) => (text.match(/\p{Script=Han}/gu) ?? []).length

/** Sentences that are too long; each is reported by its beginning. */
export function findLongSentences(text: string): { rule: 'sentence'; message: string }[] {
  const over = (pattern: RegExp, most: number, what: string) =>
    text
      .split(pattern)
      .filter((part) => length(part) > most)
      .map((part) => ({
        rule: 'sentence' as const,
        message: `这${what}有 ${length(part)} 个字，超过 ${most} 个，请断开：${[...part].slice(0, 12).join('')}……`,
      }))
  return [...over(/[。！？；\n]/, SENTENCE_MAX, '句话'), ...over(/[。！？；，：、…—（）“”\n]/, CLAUSE_MAX, '段话')]
}

export const checkSentences = (sheet: Sheet): Problem[] => sheet.texts(findLongSentences)
