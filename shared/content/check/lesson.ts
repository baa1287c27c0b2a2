/**
 * Items that repeat what is shown as an example on their lesson page or in its scenario: whoever has read it recognises
 * the text instead of judging it.
 */
import type { PlacedItem } from './bank.ts'
import { shownText } from './bank.ts'
import type { Problem } from './problem.ts'
import type { Scam } from '../scam.ts'
import type { Scenario } from '../scenario.ts'

/** Characters in a row that count as repeated; shorter runs are everyday words. */
const RUN = 4
/** Largest share of an item's runs that its lesson may hold as well. */
const MAX_REPEATED = 0.25
/** Fields that nobody reads, or that name a source. */
const UNREAD = new Set(['id', 'scamType', 'sources', 'picture'])

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (!value || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, each]) => (UNREAD.has(key) ? [] : textsIn(each)))
}

/** All runs of a text, over punctuation and without numbers: another amount makes no other text. */
function runsIn(text: string): string[] {
  const characters = [...text.replace(/[\p{P}\p{S}\s\d]/gu, '')]
  return characters.slice(RUN - 1).map((_, from) => characters.slice(from, from + RUN).join(''))
}

/** Share of an item's text, 0 to 1, that a page or scenario repeats. */
export function repeatedShare(shown: string, lesson: object): number {
  const known = new Set(textsIn(lesson).flatMap(runsIn))
  const runs = [...new Set(shown.split('\n').flatMap(runsIn))]
  return runs.filter((run) => known.has(run)).length / Math.max(1, runs.length)
}

/** Items that repeat too much of the page or a scenario of their scam type. */
export function checkLessons(
  items: readonly PlacedItem[],
  scams: readonly Scam[],
  scenarios: readonly Scenario[],
): Problem[] {
  return items.flatMap(({ file, item }) => {
    const lessons = [
      ...scams.filter(({ id }) => id === item.scamType).map((lesson) => ({ name: lesson.title, lesson })),
      ...scenarios
        .filter(({ scamType }) => scamType === item.scamType)
        .map((lesson) => ({ name: lesson.title, lesson })),
    ]
    return lessons.flatMap(({ name, lesson }): Problem[] => {
      const share = repeatedShare(shownText(item), lesson)
      if (share <= MAX_REPEATED) return []
      const message = `有 ${Math.round(100 * share)}% 的字句和“${name}”里的一样，读过的人不用判断就认得，最多 ${100 * MAX_REPEATED}%`
      return [{ file, rule: 'lesson-copy', message }]
    })
  })
}
