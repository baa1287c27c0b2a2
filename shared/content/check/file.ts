/** Semantic rules for one content file, after its schema was validated. */
import type { Problem } from './problem.ts'
import { checkDrill } from './drill.ts'
import { checkQuotes } from './quotes.ts'
import { findBrands, findLinks, findNumbers } from './text.ts'
import type { Item, Scene } from '../item.ts'
import type { Scam } from '../scam.ts'
import type { Sheet } from './sheet.ts'

/** Longest time between the last review of a text and its expiry, in years. */
const MAX_YEARS = 2
/**
 * The ministry's warning messages never contain a link or a number to call back; naming the police's own number is not
 * a request to call back.
 */
const WARNING_SENDER = '12381'
const POLICE = '110'

/** The same day some years later, `YYYY-MM-DD`; only compared as text, so 29 February needs no special case. */
const yearsOn = (day: string, years: number) => `${Number(day.slice(0, 4)) + years}${day.slice(4)}`

interface Reviewed {
  reviewed: string
  expires: string
  audiences?: readonly string[]
}

/** Dates and reviewers, for everything that is reviewed. */
export function checkReview(sheet: Sheet, data: Reviewed, today: string): Problem[] {
  const problems: Problem[] = []
  if (data.expires < today)
    problems.push(sheet.problem(['expires'], 'expired', `内容已在 ${data.expires} 过期，请复审`))
  if (data.reviewed > today)
    problems.push(sheet.problem(['reviewed'], 'review-order', `审核日期 ${data.reviewed} 还没有到`))
  if (data.reviewed > data.expires) problems.push(sheet.problem(['reviewed'], 'review-order', '审核日期晚于失效日期'))
  if (data.expires > yearsOn(data.reviewed, MAX_YEARS)) {
    problems.push(sheet.problem(['expires'], 'term', `失效日期离审核日期超过 ${MAX_YEARS} 年`))
  }
  if (data.audiences && data.audiences.includes('everyone') && data.audiences.length > 1) {
    problems.push(sheet.problem(['audiences'], 'audience', '写了“所有人”，就不要再写其他人群'))
  }
  return problems
}

/** The message of an item, if it shows one, and its position in the file. */
function sceneOf(item: Item): { scene: Scene; at: PropertyKey[] } | undefined {
  if (item.type === 'judge' || item.type === 'spot') return { scene: item, at: [] }
  return item.scene && { scene: item.scene, at: ['scene'] }
}

/** Forbidden content of a made-up message. */
function checkScene(sheet: Sheet, { sender, messages }: Scene, at: PropertyKey[]): Problem[] {
  const problems: Problem[] = []
  const brand = (path: PropertyKey[], text: string) =>
    problems.push(
      ...findBrands(text).map((name) =>
        sheet.problem([...at, ...path], 'brand', `编出来的消息里不能有真实的名称“${name}”`),
      ),
    )
  brand(['sender', 'name'], sender.name)
  brand(['sender', 'note'], sender.note ?? '')
  messages.forEach(({ text }, i) => brand(['messages', i, 'text'], text))
  if (sender.name.includes(WARNING_SENDER)) {
    messages.forEach(({ text }, i) =>
      problems.push(
        ...[...findLinks(text), ...findNumbers(text).filter((each) => each !== POLICE)].map((hit) =>
          sheet.problem(
            [...at, 'messages', i, 'text'],
            'warning-sms',
            `${WARNING_SENDER} 的短信不带网址和回拨号码，这里却有 ${hit}`,
          ),
        ),
      ),
    )
  }
  return problems
}

/** An item's path, its quotes, its answers, and forbidden content of its made-up messages. */
export function checkItem(sheet: Sheet, item: Item, scamIds: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = []
  if (!scamIds.has(item.scamType)) {
    problems.push(sheet.problem(['scamType'], 'unknown-scam-type', `没有名为 ${item.scamType} 的诈骗类型`))
  }
  if (!sheet.path.includes(`/${item.scamType}/`) || !item.id.startsWith(`${item.scamType}-`)) {
    problems.push(
      sheet.problem(['scamType'], 'place', `文件要放在 ${item.scamType} 文件夹里，编号以 ${item.scamType} 开头`),
    )
  }
  const shown = sceneOf(item)
  if (shown) problems.push(...checkScene(sheet, shown.scene, shown.at))
  if (item.type !== 'judge' && item.type !== 'spot') {
    const field = item.type === 'order' ? 'steps' : 'options'
    const asked: [PropertyKey[], string][] = [
      [['question'], item.question],
      ...(item.type === 'order' ? item.steps : item.options).map(({ text }, i): [PropertyKey[], string] => [
        [field, i, 'text'],
        text,
      ]),
    ]
    problems.push(
      ...asked.flatMap(([path, text]) =>
        findBrands(text).map((name) => sheet.problem(path, 'brand', `编出来的题目里不能有真实的名称“${name}”`)),
      ),
    )
  }
  problems.push(...(item.type === 'judge' ? checkQuotes(sheet, item) : checkDrill(sheet, item)))
  return problems
}

/** The picture, the laws and the made-up script of a scam type. */
export function checkScam(
  sheet: Sheet,
  scam: Scam,
  pictures: ReadonlySet<string>,
  lawIds: ReadonlySet<string>,
): Problem[] {
  const problems: Problem[] = []
  if (!pictures.has(scam.picture)) problems.push(sheet.problem(['picture'], 'picture', `找不到图片 ${scam.picture}`))
  scam.laws.forEach(
    (id, i) => lawIds.has(id) || problems.push(sheet.problem(['laws', i], 'unknown-law', `没有名为 ${id} 的法律条文`)),
  )
  scam.script.forEach(({ text }, i) =>
    problems.push(
      ...findBrands(text).map((name) =>
        sheet.problem(['script', i, 'text'], 'brand', `编出来的对话里不能有真实的名称“${name}”`),
      ),
    ),
  )
  return problems
}

/** Text in quotation marks is not the site's own wording. */
const withoutQuotes = (text: string) => text.replace(/“[^”]*”/g, '')

/** Fields in which the site itself speaks; all others are made-up dialogue, choices or rhymed rules. */
const SPOKEN = new Set([
  'why',
  'sign',
  'explanation',
  'summary',
  'targets',
  'doNow',
  'before',
  'afterTransfer',
  'role',
  'insight',
  'steps',
  'narration',
  'question',
])
const TITLE_AND_TEXT = new Set(['title', 'text']),
  TEXT = new Set(['text']),
  NOTHING = new Set<string>()

/** The site addresses its readers as 您. 你 is reserved for made-up dialogue and rhymed rules. */
export function checkAddress(sheet: Sheet, data: object): Problem[] {
  const problems: Problem[] = []
  const walk = (value: unknown, path: PropertyKey[], spoken: boolean): void => {
    if (typeof value === 'string') {
      if (spoken && withoutQuotes(value).includes('你')) problems.push(sheet.problem(path, 'address', '对读者要称“您”'))
    } else if (Array.isArray(value)) value.forEach((each, i) => walk(each, [...path, i], spoken))
    else if (value && typeof value === 'object') {
      const more =
        'ending' in value || 'statute' in value || path.at(-1) === 'genuine'
          ? TITLE_AND_TEXT
          : 'who' in value && value.who === 'narrator'
            ? TEXT
            : NOTHING
      for (const [key, each] of Object.entries(value)) walk(each, [...path, key], SPOKEN.has(key) || more.has(key))
    }
  }
  walk(data, [], false)
  return problems
}
