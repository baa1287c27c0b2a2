/**
 * Figures and laws may be stated only with a known source. Amounts and times inside made-up messages are part of the
 * story; statements of the site itself are checked against this list.
 */
import type { Problem } from './problem.ts'
import type { Sheet } from './sheet.ts'

/** The allowed claims, each with its source. */
const CLAIMS: readonly { claim: string; source: string }[] = [
  { claim: '88.4%', source: '《公安部公布十大高发电信网络诈骗类型》，公安部，2024-06-25' },
  { claim: '62.1%', source: '《公安部公布十大高发电信网络诈骗类型》，公安部，2024-06-25' },
  { claim: '33.1%', source: '《公安部公布十大高发电信网络诈骗类型》，公安部，2024-06-25' },
  { claim: '《反电信网络诈骗法》', source: '《中华人民共和国反电信网络诈骗法》，2022-12-01 起施行' },
]
const KNOWN = CLAIMS.map(({ claim }) => claim)

/** Percentages, statutes and articles by their number; 第二条短信 is not an article. */
const CLAIMED = new RegExp(
  [
    /\d+(?:\.\d+)?\s*%/,
    /[百千万]分之[一二两三四五六七八九十百千点零〇\d.]+/,
    /《[^》]*(?:法|条例|规定|办法|解释)》/,
    /第\s*[一二两三四五六七八九十百千零〇\d]+\s*条(?!消息|短信|信息|语音|线索|规矩)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)
/** Made-up texts of a scammer may claim anything. */
const MADE_UP = new Set(['messages', 'rows', 'sender', 'sources', 'quote', 'statute'])
/** Lists whose `text` is said by the player or the reader; their other fields are the site's own comments. */
const OFFERED = new Set(['choices', 'options'])
const isMadeUp = (key: string, path: readonly PropertyKey[], holder: object) =>
  MADE_UP.has(key) ||
  (key === 'text' && (OFFERED.has(String(path.at(-2))) || ('who' in holder && holder.who !== 'narrator')))

/** Figures and laws stated by the site itself without a known source. */
export function checkClaims(sheet: Sheet, data: object): Problem[] {
  const problems: Problem[] = []
  const walk = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value === 'string') {
      for (const [claim] of value
        .replace(/“[^”]*”/g, '…')
        .normalize('NFKC')
        .matchAll(CLAIMED)) {
        if (!KNOWN.includes(claim.replace(/\s/g, ''))) {
          problems.push(
            sheet.problem(
              path,
              'claim',
              `“${claim}”没有登记过的出处。数字和法条只能用有出处的，法条写在 content/laws 里`,
            ),
          )
        }
      }
    } else if (value && typeof value === 'object') {
      for (const [key, each] of Object.entries(value))
        if (!isMadeUp(key, path, value)) walk(each, [...path, Array.isArray(value) ? Number(key) : key])
    }
  }
  walk(data, [])
  return problems
}
