/** Checks all content files: data in, list of problems out. Reading files is the business of `scripts/content-check.ts`. */
import { z } from 'zod'
import { checkBalance, checkDuplicates, checkIds, checkRanks, type PlacedItem } from './check-bank.ts'
import { checkAddress, checkItem, checkReview, checkScam } from './check-file.ts'
import { checkTells } from './check-tell.ts'
import { itemSchema, type Item } from './item.ts'
import { scamSchema, type Scam } from './scam.ts'
import { Sheet } from './sheet.ts'

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

/** What `content.config.ts` loads. Any other file would pass for content here and never reach a page. */
const LOADED = /^(?:scams|items\/[^/]+)\/[^/]+\.yml$/

const chinese = z.locales.zhCN().localeError

/** Checks every content file and the bank as a whole. Files outside `scams/` and `items/` are left to their own checks. */
export function checkContent(files: readonly ContentFile[], options: CheckOptions): CheckResult {
  const problems: Problem[] = []
  const scams: Scam[] = []
  const placed: PlacedItem[] = []
  const seen = new Map<string, string>()
  const sheets = files.filter(({ path }) => /^(?:scams|items)\//.test(path)).map(file => new Sheet(file))
  const scamIds = new Set(sheets.filter(({ path }) => path.startsWith('scams/')).map(({ id }) => id))

  for (const [kind, name] of [['scams', '诈骗类型'], ['items', '题目']] as const) {
    if (!sheets.some(({ path }) => path.startsWith(`${kind}/`))) problems.push({ file: kind, rule: 'empty', message: `一个${name}也没有` })
  }
  for (const sheet of sheets) {
    const kind = sheet.path.split('/')[0] as 'scams' | 'items'
    for (const error of sheet.doc.errors) {
      problems.push({ file: sheet.path, line: error.linePos?.[0].line, rule: 'yaml', message: `文件格式读不懂（${error.code}）` })
    }
    if (sheet.doc.errors.length) continue
    if (!LOADED.test(sheet.path)) {
      problems.push({ file: sheet.path, rule: 'not-loaded', message: '网站只读 scams/名称.yml 和 items/类型/名称.yml，这个文件不会出现' })
    }
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
    problems.push(...checkReview(sheet, data as Scam | Item, options.today), ...checkAddress(sheet, data as Scam | Item))
    if (kind === 'scams') {
      const scam = data as Scam
      problems.push(...checkScam(sheet, scam, options.pictures))
      scams.push(scam)
    } else {
      const item = data as Item
      problems.push(...checkItem(sheet, item, scamIds))
      placed.push({ file: sheet.path, item })
    }
  }
  problems.push(
    ...checkBalance(scams, placed), ...checkRanks(scams), ...checkIds(placed), ...checkDuplicates(placed), ...checkTells(placed),
  )
  return { problems, scams, items: placed.map(({ item }) => item) }
}
