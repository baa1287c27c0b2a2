/**
 * `node scripts/content-check.ts [project folder] [--features]`: checks the content files, the punctuation of Chinese
 * texts in the interface, and the addresses and numbers that visitors are shown there, prints every problem as
 * `file:line  rule  message` and the counts, and exits 1 when anything is wrong. With `--features` it also prints which
 * single cues tell the most about the answers of items, with their figures.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import ts from 'typescript'
import { parse as parseSfc } from 'vue/compiler-sfc'
import type { CheckResult } from '#shared/content/check/content.ts'
import type { Problem } from '#shared/content/check/problem.ts'
import { checkGoals } from '#shared/content/check/goals.ts'
import { describeGuess, surfaces } from '#shared/content/check/surface.ts'
import { findLiveLinks, findLivePhones, hostOf } from '#shared/content/check/text.ts'
import { ITEM_TYPE_LABELS, ITEM_TYPES } from '#shared/content/item.ts'
import { findAsciiPunctuation, findDoubledMarks, hasChinese } from '#shared/content/punctuation.ts'
import { filesBelow, lineOf, readContent, slashed, today } from './content-files.ts'

interface PlacedText {
  line: number
  text: string
}
interface TemplateNode {
  type: number
  content?: string | { content: string }
  loc: { start: { line: number } }
  children?: TemplateNode[]
  props?: { type: number; value?: { content: string }; exp?: { content: string }; loc: { start: { line: number } } }[]
}
/** Node types of Vue's template tree; its enum is not exported from `vue/compiler-sfc`. */
const ELEMENT = 1,
  TEXT = 2,
  INTERPOLATION = 5,
  ATTRIBUTE = 6

const UI_FOLDERS = ['components', 'pages', 'layouts', 'shared', 'server', 'composables', 'stores']
const UI_FILES = ['app.vue', 'error.vue']
/** Files whose texts are all shown to visitors, so that they must not contain unknown addresses or numbers. */
const SHOWN = /\.vue$|^shared\/site\/|^shared\/content\/opening\.ts$/
/** The two registers that a site in China has to link to, and the XML namespace of SVG. */
const OUR_LINKS = new Set(['beian.miit.gov.cn', 'beian.mps.gov.cn', 'www.w3.org'])
/** Addresses of a local network, e.g. of the hall's own computer, cannot be reached from outside. */
const LOCAL_HOST = /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/
const isOurs = (link: string) => OUR_LINKS.has(hostOf(link)) || LOCAL_HOST.test(hostOf(link))

type Wanted = (text: string) => boolean
/** Text that a browser could open or dial, in any language. */
const opens: Wanted = (text) => /:\/\/|\bwww\.|\b(?:tel|sms|mailto):/i.test(text)

/** String literals of a script, found by the compiler: without comments, regexes, keys and imports. */
export function scriptTexts(source: string, firstLine = 1, wanted: Wanted = hasChinese): PlacedText[] {
  const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true)
  const found: PlacedText[] = []
  const walk = (node: ts.Node): void => {
    const isKey = ts.isPropertyAssignment(node.parent ?? file) && (node.parent as ts.PropertyAssignment).name === node
    if (
      (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) &&
      !isKey &&
      wanted(node.text)
    ) {
      found.push({ line: firstLine + file.getLineAndCharacterOfPosition(node.getStart()).line, text: node.text })
    }
    ts.forEachChild(node, walk)
  }
  walk(file)
  return found
}

/** Texts of a single-file component: template text, attributes, expressions, and strings of its scripts. */
export function componentTexts(source: string, wanted: Wanted = hasChinese): PlacedText[] {
  const { template, script, scriptSetup } = parseSfc(source, { sourceMap: false }).descriptor
  const found: PlacedText[] = []
  const expression = (code: string, line: number) => found.push(...scriptTexts(`(${code}\n)`, line, wanted))
  const walk = (node: TemplateNode): void => {
    const line = node.loc.start.line
    if (node.type === TEXT && wanted(String(node.content))) found.push({ line, text: String(node.content) })
    if (node.type === INTERPOLATION) expression((node.content as { content: string }).content, line)
    for (const prop of node.type === ELEMENT ? (node.props ?? []) : []) {
      if (prop.type === ATTRIBUTE) {
        if (wanted(prop.value?.content ?? '')) found.push({ line: prop.loc.start.line, text: prop.value!.content })
      } else if (prop.exp) expression(prop.exp.content, prop.loc.start.line)
    }
    node.children?.forEach(walk)
  }
  if (template?.ast) walk(template.ast as unknown as TemplateNode)
  for (const block of [script, scriptSetup])
    if (block) found.push(...scriptTexts(block.content, block.loc.start.line, wanted))
  return found
}

/** A text of the content with a mark behind it, in a template or template literal: it may end in a mark of its own. */
const JOINED =
  /(?:\{\{|\$\{)[^{}]*\.(?:text|title|why|message|rule|explanation|question|source|headline)\s*\}\}?[。！？]/g

const joinedTexts = (file: string, source: string): Problem[] =>
  [...source.matchAll(JOINED)].map((match) => ({
    file,
    line: source.slice(0, match.index).split('\n').length,
    rule: 'punctuation',
    message: `${match[0]}：这个词句可能自己带着标点，请用 endSentence 接上`,
  }))

/** Problems of one interface file: punctuation everywhere; addresses and numbers only in texts for visitors. */
export function checkInterface(file: string, source: string): Problem[] {
  const texts = (wanted: Wanted) =>
    file.endsWith('.vue') ? componentTexts(source, wanted) : scriptTexts(source, 1, wanted)
  const problems: Problem[] = texts(hasChinese).flatMap(({ line, text }) =>
    findAsciiPunctuation(text).map((hit) => ({
      file,
      line: line + text.slice(0, hit.index).split('\n').length - 1,
      rule: 'punctuation',
      message: `“${hit.near}”里的 ${hit.mark} 要写成 ${hit.fullWidth}`,
    })),
  )
  for (const { line, text } of texts(hasChinese))
    for (const near of findDoubledMarks(text))
      problems.push({ file, line, rule: 'punctuation', message: `“${near}”里有两个标点连在一起` })
  problems.push(...joinedTexts(file, source))
  if (!SHOWN.test(file)) return problems
  for (const { line, text } of texts((text) => hasChinese(text) || opens(text))) {
    for (const link of findLiveLinks(text).filter((each) => !isOurs(each))) {
      problems.push({ file, line, rule: 'link', message: `网址 ${link} 不是本站的` })
    }
    for (const number of findLivePhones(text))
      problems.push({ file, line, rule: 'phone', message: `号码 ${number} 可能真能打通` })
  }
  return problems
}

/** Reads a project folder and runs all checks. */
export function checkProject(root: string, day: string): CheckResult {
  const result = readContent(root, day)
  const shown = UI_FILES.map((name) => join(root, name)).filter((path) => existsSync(path))
  const files = [...UI_FOLDERS.flatMap((folder) => filesBelow(join(root, folder), /\.(?:vue|ts)$/)), ...shown]
  return {
    ...result,
    problems: [
      ...result.problems,
      ...files.flatMap((path) => checkInterface(slashed(root, path), readFileSync(path, 'utf8'))),
    ],
  }
}

/** Counts of the library and the bank, one line each. */
export function summary({ scams, items, scenarios, panels, laws }: CheckResult): string[] {
  const count = (list: typeof items, truth: string) => list.filter((item) => item.truth === truth).length
  const genuine = count(items, 'genuine')
  const share = items.length ? Math.round((100 * genuine) / items.length) : 0
  const perType = [...scams]
    .sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99))
    .map((scam) => {
      const own = items.filter((item) => item.scamType === scam.id)
      const types = ITEM_TYPES.map(
        (type) => `${ITEM_TYPE_LABELS[type]} ${own.filter((item) => item.type === type).length}`,
      ).join('，')
      return `  ${scam.title}：骗局 ${count(own, 'scam')}，真的 ${count(own, 'genuine')}（${types}）`
    })
  const perScenario = scenarios.map(({ title, nodes }) => `  情景“${title}”：${Object.keys(nodes).length} 个节点`)
  return [
    `诈骗类型 ${scams.length} 种，题目 ${items.length} 道，其中真的 ${genuine} 道（${share}%），` +
      `骗局情景 ${scenarios.length} 个，展板 ${panels.length} 块，法律条文 ${laws.length} 条`,
    ...perType,
    ...perScenario,
  ]
}

const TOP = 10
/** The cues that tell the most about each kind of answer, one line each. */
export const featureLines = ({ items, scenarios }: Pick<CheckResult, 'items' | 'scenarios'>): string[] =>
  surfaces(items, scenarios).flatMap((surface) => [
    `${surface.name}（${surface.cases} 处），最能泄露答案的线索：`,
    ...surface.guesses.slice(0, TOP).map((guess) => `  ${describeGuess(surface, guess)}`),
  ])

if (import.meta.main) {
  const own = join(import.meta.dirname, '..')
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { features: { type: 'boolean', default: false } },
  })
  const root = resolve(positionals[0] ?? own)
  const result = checkProject(root, today())
  if (root === own)
    result.problems.push(...checkGoals(result).map((problem) => ({ ...problem, file: `content/${problem.file}` })))
  for (const problem of result.problems) console.log(lineOf(problem))
  for (const line of [...summary(result), ...(values.features ? featureLines(result) : [])]) console.log(line)
  console.log(result.problems.length ? `发现 ${result.problems.length} 处问题` : '没有发现问题')
  process.exitCode = result.problems.length ? 1 : 0
}
