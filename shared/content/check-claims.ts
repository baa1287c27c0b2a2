/**
 * Figures and laws may only be said where a source is known. Amounts and times inside made-up messages are part of the story;
 * what the site itself says, in its own voice, is held to this list.
 */
import type { Problem } from './check.ts'
import type { Sheet } from './sheet.ts'

/** What may be claimed, each with where it was read. */
export const CLAIMS: readonly { claim: string, source: string }[] = [
  { claim: '88.4%', source: '《公安部公布十大高发电信网络诈骗类型》，公安部，2024-06-25' },
  { claim: '62.1%', source: '《公安部公布十大高发电信网络诈骗类型》，公安部，2024-06-25' },
  { claim: '33.1%', source: '《公安部公布十大高发电信网络诈骗类型》，公安部，2024-06-25' },
  { claim: '《反电信网络诈骗法》', source: '《中华人民共和国反电信网络诈骗法》，2022-12-01 起施行' },
]
const KNOWN = CLAIMS.map(({ claim }) => claim)

/** Percentages, statutes and articles by their number. */
const CLAIMED = /\d+(?:\.\d+)?\s*%|百分之[一二三四五六七八九十百点零\d]+|《[^》]*(?:法|条例|规定|办法|解释)》|第[一二三四五六七八九十百零\d]+条/g
/** The voice of a made-up scammer may promise anything. */
const MADE_UP = new Set(['messages', 'script', 'rows', 'choices', 'sender', 'sources', 'options', 'quote', 'statute'])

/** Figures and laws in the site's own voice that no known source stands for. */
export function checkClaims(sheet: Sheet, data: object): Problem[] {
  const problems: Problem[] = []
  const walk = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value === 'string') {
      for (const [claim] of value.replace(/“[^”]*”/g, '').matchAll(CLAIMED)) {
        if (!KNOWN.includes(claim.replace(/\s/g, ''))) {
          problems.push(sheet.problem(path, 'claim', `“${claim}”没有登记过的出处。数字和法条只能用有出处的，法条写在 content/laws 里`))
        }
      }
    } else if (value && typeof value === 'object') {
      for (const [key, each] of Object.entries(value)) if (!MADE_UP.has(key)) walk(each, [...path, Array.isArray(value) ? Number(key) : key])
    }
  }
  walk(data, [])
  return problems
}
