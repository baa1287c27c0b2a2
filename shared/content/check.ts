/** Checks all content files: data in, list of problems out. Reading files is the business of `scripts/content-check.ts`. */
import { isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import { z } from 'zod'
import { checkBalance, checkIds, type PlacedItem } from './check-bank.ts'
import { checkText } from './check-text.ts'
import { itemSchema, type Item } from './item.ts'
import { scamSchema, type Scam } from './scam.ts'

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

export interface CheckOptions {
  /** Today in Asia/Shanghai, `YYYY-MM-DD`. */
  today: string
  /** Paths of the pictures that exist below `public/`, e.g. `/scams/romance.svg`. */
  pictures: ReadonlySet<string>
}

export interface CheckResult { problems: Problem[], scams: Scam[], items: Item[] }

/** Fields that hold words of code; everything else is read by people. */
const CODE_FIELDS = new Set([
  'type', 'scamType', 'truth', 'channel', 'channels', 'audiences', 'picture', 'who', 'from',
  'reviewer', 'reviewed', 'expires', 'date', 'taxonomy', 'alignment',
])

const chinese = z.locales.zhCN().localeError

/** One parsed file that can say on which line a field stands. */
class Sheet {
  readonly path: string
  readonly doc: Document.Parsed
  private readonly lines = new LineCounter()

  constructor(file: ContentFile) {
    this.path = file.path
    this.doc = parseDocument(file.text, { lineCounter: this.lines })
  }

  get id(): string { return this.path.split('/').pop()!.replace(/\.ya?ml$/, '') }

  /** Line of the value at a path, or of the nearest parent that exists. */
  line(path: readonly PropertyKey[]): number | undefined {
    for (let length = path.length; length >= 0; length--) {
      const node = this.doc.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
      if (node?.range) return this.lines.linePos(node.range[0]).line
    }
    return undefined
  }

  problem(path: readonly PropertyKey[], rule: string, message: string): Problem {
    return { file: this.path, line: this.line(path), rule, message }
  }

  /** Wording problems of every text that people read. */
  texts(): Problem[] {
    const problems: Problem[] = []
    visit(this.doc, {
      Pair: (_, pair) => isScalar(pair.key) && CODE_FIELDS.has(String(pair.key.value)) ? visit.SKIP : undefined,
      Scalar: (key, node) => {
        if (key === 'key' || typeof node.value !== 'string') return
        const line = node.range ? this.lines.linePos(node.range[0]).line : undefined
        problems.push(...checkText(node.value).map(problem => ({ file: this.path, line, ...problem })))
      },
    })
    return problems
  }
}

function checkReview(sheet: Sheet, data: Scam | Item, today: string): Problem[] {
  const problems: Problem[] = []
  if (data.expires < today) problems.push(sheet.problem(['expires'], 'expired', `内容已在 ${data.expires} 过期，请复审`))
  if (data.reviewed > data.expires) problems.push(sheet.problem(['reviewed'], 'review-order', '审核日期晚于失效日期'))
  if (data.audiences.includes('everyone') && data.audiences.length > 1) {
    problems.push(sheet.problem(['audiences'], 'audience', '写了“所有人”，就不要再写其他人群'))
  }
  return problems
}

function checkItem(sheet: Sheet, item: Item, scamIds: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = []
  if (!scamIds.has(item.scamType)) {
    problems.push(sheet.problem(['scamType'], 'unknown-scam-type', `没有名为 ${item.scamType} 的诈骗类型`))
  }
  if (!sheet.path.includes(`/${item.scamType}/`) || !item.id.startsWith(`${item.scamType}-`)) {
    problems.push(sheet.problem(['scamType'], 'place', `文件要放在 ${item.scamType} 文件夹里，编号以 ${item.scamType} 开头`))
  }
  item.flags.forEach((flag, i) => {
    const text = item.messages[flag.in]?.text
    if (text === undefined) problems.push(sheet.problem(['flags', i, 'in'], 'quote', `没有第 ${flag.in + 1} 条消息`))
    else if (!text.includes(flag.quote)) {
      problems.push(sheet.problem(['flags', i, 'quote'], 'quote', `第 ${flag.in + 1} 条消息里找不到“${flag.quote}”这几个字`))
    }
  })
  return problems
}

/** Checks every content file and the bank as a whole. Files outside `scams/` and `items/` are left to their own checks. */
export function checkContent(files: readonly ContentFile[], options: CheckOptions): CheckResult {
  const problems: Problem[] = []
  const scams: Scam[] = []
  const placed: PlacedItem[] = []
  const seen = new Map<string, string>()
  const sheets = files.filter(({ path }) => /^(?:scams|items)\//.test(path)).map(file => new Sheet(file))
  const scamIds = new Set(sheets.filter(({ path }) => path.startsWith('scams/')).map(({ id }) => id))

  for (const sheet of sheets) {
    const kind = sheet.path.split('/')[0] as 'scams' | 'items'
    for (const error of sheet.doc.errors) {
      problems.push({ file: sheet.path, line: error.linePos?.[0].line, rule: 'yaml', message: `文件格式读不懂（${error.code}）` })
    }
    if (sheet.doc.errors.length) continue
    const first = seen.get(`${kind}/${sheet.id}`)
    if (first) problems.push({ file: sheet.path, rule: 'duplicate-id', message: `编号 ${sheet.id} 已被 ${first} 使用` })
    seen.set(`${kind}/${sheet.id}`, first ?? sheet.path)
    problems.push(...sheet.texts())

    const parsed = (kind === 'scams' ? scamSchema : itemSchema).safeParse(sheet.doc.toJS(), { error: chinese })
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map(issue =>
        sheet.problem(issue.path, 'schema', `${issue.path.join('.') || '整个文件'}：${issue.message}`)))
      continue
    }
    const data = { ...parsed.data, id: sheet.id }
    problems.push(...checkReview(sheet, data as Scam | Item, options.today))
    if (kind === 'scams') {
      const scam = data as Scam
      if (!options.pictures.has(scam.picture)) problems.push(sheet.problem(['picture'], 'picture', `找不到图片 ${scam.picture}`))
      scams.push(scam)
    } else {
      const item = data as Item
      problems.push(...checkItem(sheet, item, scamIds))
      placed.push({ file: sheet.path, item })
    }
  }
  problems.push(...checkBalance(scams, placed), ...checkIds(placed))
  return { problems, scams, items: placed.map(({ item }) => item) }
}
