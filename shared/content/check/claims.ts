/**
 * Figures and laws may be stated only with a known source. Amounts and times inside made-up messages are part of the
 * story; statements of the site itself are checked against this list.
 */
import { ownTexts } from './own.ts'
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
/** Figures and laws stated by the site itself without a known source. */
export const checkClaims = (sheet: Sheet, data: object): Problem[] =>
  ownTexts(data).flatMap(({ path, text }) =>
    [...text.normalize('NFKC').matchAll(CLAIMED)]
      .filter(([claim]) => !KNOWN.includes(claim.replace(/\s/g, '')))
      .map(([claim]) =>
        sheet.problem(path, 'claim', `“${claim}”没有登记过的出处。数字和法条只能用有出处的，法条写在 content/laws 里`),
      ),
  )
