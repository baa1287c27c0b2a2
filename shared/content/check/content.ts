/** Checks all content files: data in, list of problems out. `scripts/content-check.ts` reads the files. */
import { z } from 'zod'
import { checkAdvice, checkSources } from './advice.ts'
import {
  checkBalance,
  checkDuplicates,
  checkIds,
  checkOptionLengths,
  checkRanks,
  type PlacedItem,
  type PlacedJudgeItem,
} from './bank.ts'
import { checkClaims } from './claims.ts'
import { checkAddress, checkItem, checkReview, checkScam } from './file.ts'
import { checkLessons } from './lesson.ts'
import { checkPanel, checkPanels, type Pages } from './panel.ts'
import { checkScenario } from './scenario.ts'
import { checkSentences } from './sentences.ts'
import { checkSurface } from './surface.ts'
import { checkTells } from './tell.ts'
import { keysOf } from '../../records.ts'
import { contentIdSchema } from '../common.ts'
import { itemSchema, type Item } from '../item.ts'
import { lawSchema, type Law } from '../law.ts'
import { panelSchema, type Panel } from '../panel.ts'
import { scamSchema, type Scam } from '../scam.ts'
import { scenarioSchema, type Scenario } from '../scenario.ts'
import { Sheet } from './sheet.ts'
import type { ContentFile, Problem } from './problem.ts'

export interface CheckOptions {
  /** Today in Asia/Shanghai, `YYYY-MM-DD`. */
  today: string
  /** Paths of the pictures that exist below `public/`, e.g. `/scams/romance.svg`. */
  pictures: ReadonlySet<string>
}

export interface CheckResult {
  problems: Problem[]
  scams: Scam[]
  items: Item[]
  scenarios: Scenario[]
  panels: Panel[]
  laws: Law[]
}

/** Folders of `content/` that hold YAML, what they hold, and whether they may be empty. */
const KINDS = {
  scams: { name: '诈骗类型', schema: scamSchema, needed: true },
  items: { name: '题目', schema: itemSchema, needed: true },
  scenarios: { name: '骗局情景', schema: scenarioSchema, needed: false },
  panels: { name: '展板', schema: panelSchema, needed: false },
  laws: { name: '法律条文', schema: lawSchema, needed: false },
} as const
type ContentKind = keyof typeof KINDS
const CONTENT_KINDS = keysOf(KINDS)

/** Paths that `content.config.ts` loads. Any other file would look like content but never be shown. */
const LOADED = new RegExp(
  `^(?:(?:${CONTENT_KINDS.filter((kind) => kind !== 'items').join('|')})/[^/]+|items/[^/]+/[^/]+)\\.yml$`,
)
/** The same paths, described for people. */
const LOADED_PLACES = CONTENT_KINDS.map((kind) => `${kind}/${kind === 'items' ? '类型/' : ''}名称.yml`).join('、')
const kindOf = (path: string) => CONTENT_KINDS.find((kind) => path.startsWith(`${kind}/`))

const chinese = z.locales.zhCN().localeError

/** A file that was read and parsed successfully. */
type Parsed<T> = { sheet: Sheet; data: T }
interface Contents {
  scams: Parsed<Scam>[]
  items: Parsed<Item>[]
  scenarios: Parsed<Scenario>[]
  panels: Parsed<Panel>[]
  laws: Parsed<Law>[]
}

/** Reads one file. @returns its data, if they match the schema of their kind */
function parse(
  sheet: Sheet,
  kind: ContentKind,
  report: (...problems: Problem[]) => void,
): Item | Scam | Scenario | Panel | Law | undefined {
  report(...sheet.unreadable)
  if (sheet.unreadable.length) return undefined
  if (!LOADED.test(sheet.path)) {
    report({
      file: sheet.path,
      rule: 'not-loaded',
      message: `网站只读 ${LOADED_PLACES}，这个文件不会出现`,
    })
  }
  if (!contentIdSchema.safeParse(sheet.id).success) {
    report({ file: sheet.path, rule: 'file-name', message: '文件名只能用小写字母、数字和连字符' })
  }
  report(...sheet.texts(), ...checkSentences(sheet))
  const parsed = KINDS[kind].schema.safeParse(sheet.doc.toJS(), { error: chinese })
  if (parsed.success) return { ...parsed.data, id: sheet.id } as Item | Scam | Scenario | Panel | Law
  report(
    ...parsed.error.issues.map((issue) =>
      sheet.problem(issue.path, 'schema', `${issue.path.join('.') || '整个文件'}：${issue.message}`),
    ),
  )
  return undefined
}

/** Checks every content file and the bank as a whole. Files in other folders have checks of their own. */
export function checkContent(files: readonly ContentFile[], options: CheckOptions): CheckResult {
  const problems: Problem[] = []
  const report = (...found: Problem[]) => {
    problems.push(...found)
  }
  const contents: Contents = { scams: [], items: [], scenarios: [], panels: [], laws: [] }
  const seen = new Map<string, string>()
  const sheets = files
    .flatMap((file) => {
      const kind = kindOf(file.path)
      return kind ? [{ kind, sheet: new Sheet(file), loaded: LOADED.test(file.path) }] : []
    })
    // A file that the site does not load must not block the id of a file that it loads.
    .sort((a, b) => Number(b.loaded) - Number(a.loaded))
  const idsOf = (wanted: ContentKind) =>
    new Set(sheets.flatMap(({ kind, sheet, loaded }) => (kind === wanted && loaded ? sheet.id : [])))
  const scamIds = idsOf('scams'),
    lawIds = idsOf('laws')
  const pages: Pages = { scams: scamIds, scenarios: idsOf('scenarios') }

  for (const kind of CONTENT_KINDS) {
    if (KINDS[kind].needed && !sheets.some((each) => each.kind === kind))
      report({ file: kind, rule: 'empty', message: `一个${KINDS[kind].name}也没有` })
  }
  for (const { kind, sheet } of sheets) {
    const first = seen.get(`${kind}/${sheet.id}`)
    if (first) report({ file: sheet.path, rule: 'duplicate-id', message: `编号 ${sheet.id} 已被 ${first} 使用` })
    seen.set(`${kind}/${sheet.id}`, first ?? sheet.path)
    const data = parse(sheet, kind, report)
    if (!data) continue
    report(...checkReview(sheet, data, options.today), ...checkAddress(sheet, data), ...checkClaims(sheet, data))
    report(...checkAdvice(sheet, data), ...checkSources(sheet, data))
    ;(contents[kind] as Parsed<typeof data>[]).push({ sheet, data })
  }
  for (const { sheet, data } of contents.scams) report(...checkScam(sheet, data, options.pictures, lawIds))
  for (const { sheet, data } of contents.items) report(...checkItem(sheet, data, scamIds))
  for (const { sheet, data } of contents.scenarios) report(...checkScenario(sheet, data, scamIds))
  for (const { sheet, data } of contents.panels) report(...checkPanel(sheet, data, options.pictures, pages))

  const placed = contents.items.map(({ sheet, data }): PlacedItem => ({ file: sheet.path, item: data }))
  const judged = placed.filter((each): each is PlacedJudgeItem => each.item.type === 'judge')
  const scams = contents.scams.map(({ data }) => data)
  const panels = contents.panels.map(({ data }) => data)
  const scenarios = contents.scenarios.map(({ data }) => data)
  report(
    ...checkBalance(scams, judged),
    ...checkRanks(scams),
    ...checkIds(placed),
    ...checkDuplicates(placed),
    ...checkTells(judged),
    ...checkOptionLengths(placed),
    ...checkSurface(placed, scenarios),
    ...checkLessons(placed, scams, scenarios),
    ...checkPanels(panels),
  )
  return {
    problems,
    scams,
    panels,
    items: placed.map(({ item }) => item),
    scenarios,
    laws: contents.laws.map(({ data }) => data),
  }
}
