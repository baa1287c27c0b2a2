/**
 * `node scripts/content-check.ts [project folder]`: checks the content files and the punctuation of Chinese texts in the
 * interface, prints every problem as `file:line  rule  message` and the counts, and exits 1 when anything is wrong.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'
import { parse as parseSfc } from 'vue/compiler-sfc'
import { checkContent, type CheckResult, type Problem } from '#shared/content/check.ts'
import { findAsciiPunctuation, hasChinese } from '#shared/content/punctuation.ts'

interface PlacedText { line: number, text: string }
interface TemplateNode {
  type: number
  content?: string | { content: string }
  loc: { start: { line: number } }
  children?: TemplateNode[]
  props?: { type: number, value?: { content: string }, exp?: { content: string }, loc: { start: { line: number } } }[]
}
/** Node types of Vue's template tree; its enum is not exported from `vue/compiler-sfc`. */
const ELEMENT = 1, TEXT = 2, INTERPOLATION = 5, ATTRIBUTE = 6

const UI_FOLDERS = ['components', 'pages', 'layouts', 'shared', 'server', 'composables', 'stores']

/** Chinese string literals of a script, found by the compiler: comments, regexes, keys and imports are not text. */
export function scriptTexts(source: string, firstLine = 1): PlacedText[] {
  const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true)
  const found: PlacedText[] = []
  const walk = (node: ts.Node): void => {
    const isKey = ts.isPropertyAssignment(node.parent ?? file) && (node.parent as ts.PropertyAssignment).name === node
    if ((ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) && !isKey && hasChinese(node.text)) {
      found.push({ line: firstLine + file.getLineAndCharacterOfPosition(node.getStart()).line, text: node.text })
    }
    ts.forEachChild(node, walk)
  }
  walk(file)
  return found
}

/** Chinese texts of a single-file component: template text, attributes, expressions, and strings of its scripts. */
export function componentTexts(source: string): PlacedText[] {
  const { template, script, scriptSetup } = parseSfc(source, { sourceMap: false }).descriptor
  const found: PlacedText[] = []
  const expression = (code: string, line: number) => found.push(...scriptTexts(`(${code}\n)`, line))
  const walk = (node: TemplateNode): void => {
    const line = node.loc.start.line
    if (node.type === TEXT && hasChinese(String(node.content))) found.push({ line, text: String(node.content) })
    if (node.type === INTERPOLATION) expression((node.content as { content: string }).content, line)
    for (const prop of node.type === ELEMENT ? node.props ?? [] : []) {
      if (prop.type === ATTRIBUTE) {
        if (hasChinese(prop.value?.content ?? '')) found.push({ line: prop.loc.start.line, text: prop.value!.content })
      } else if (prop.exp) expression(prop.exp.content, prop.loc.start.line)
    }
    node.children?.forEach(walk)
  }
  if (template?.ast) walk(template.ast as unknown as TemplateNode)
  for (const block of [script, scriptSetup]) if (block) found.push(...scriptTexts(block.content, block.loc.start.line))
  return found
}

/** Punctuation problems of one interface file. */
export function checkInterface(file: string, source: string): Problem[] {
  const texts = file.endsWith('.vue') ? componentTexts(source) : scriptTexts(source)
  return texts.flatMap(({ line, text }) => findAsciiPunctuation(text).map(hit => ({
    file,
    line: line + text.slice(0, hit.index).split('\n').length - 1,
    rule: 'punctuation',
    message: `“${hit.near}”里的 ${hit.mark} 要写成 ${hit.fullWidth}`,
  })))
}

function filesBelow(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && pattern.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name)).sort()
}

/** Reads a project folder and checks everything in it. */
export function checkProject(root: string, today: string): CheckResult {
  const slashed = (from: string, path: string) => relative(from, path).split(sep).join('/')
  const content = join(root, 'content')
  const files = filesBelow(content, /\.ya?ml$/).map(path => ({ path: slashed(content, path), text: readFileSync(path, 'utf8') }))
  const pictures = new Set(filesBelow(join(root, 'public'), /\.svg$/).map(path => `/${slashed(join(root, 'public'), path)}`))
  const result = checkContent(files, { today, pictures })
  const problems = result.problems.map(problem => ({ ...problem, file: `content/${problem.file}` }))
  for (const path of UI_FOLDERS.flatMap(folder => filesBelow(join(root, folder), /\.(?:vue|ts)$/))) {
    problems.push(...checkInterface(slashed(root, path), readFileSync(path, 'utf8')))
  }
  return { ...result, problems }
}

/** Counts of the library and the bank, one line each. */
export function summary({ scams, items }: CheckResult): string[] {
  const count = (list: typeof items, truth: string) => list.filter(item => item.truth === truth).length
  const genuine = count(items, 'genuine')
  const share = items.length ? Math.round((100 * genuine) / items.length) : 0
  const perType = [...scams].sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99)).map((scam) => {
    const own = items.filter(item => item.scamType === scam.id)
    return `  ${scam.title}：骗局 ${count(own, 'scam')}，真消息 ${count(own, 'genuine')}`
  })
  return [`诈骗类型 ${scams.length} 种，题目 ${items.length} 道，其中真消息 ${genuine} 道（${share}%）`, ...perType]
}

if (import.meta.main) {
  const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'))
  // Swedish writes dates as 2026-11-23.
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  const result = checkProject(root, today)
  for (const { file, line, rule, message } of result.problems) console.log(`${file}${line ? `:${line}` : ''}  ${rule}  ${message}`)
  for (const line of summary(result)) console.log(line)
  console.log(result.problems.length ? `发现 ${result.problems.length} 处问题` : '没有发现问题')
  process.exitCode = result.problems.length ? 1 : 0
}
