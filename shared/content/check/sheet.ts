/** One content file; it knows the line number of each field. */
import { isAlias, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { ContentFile, Problem } from './problem.ts'
import { checkText } from './text.ts'

/** Fields that hold identifiers; all others are texts for people. */
const CODE_FIELDS = new Set([
  'type',
  'scamType',
  'truth',
  'channel',
  'channels',
  'audiences',
  'picture',
  'who',
  'from',
  'kind',
  'reviewer',
  'reviewed',
  'expires',
  'date',
  'taxonomy',
  'alignment',
  'view',
  'verdict',
  'to',
  'next',
  'start',
  'ending',
  'tactics',
  'tone',
  'laws',
])
/** Several times the longest existing file. A larger file is not content, and checking it would take seconds. */
const LONGEST_FILE = 100_000
/** Far above the limit of any field: the rest of a longer text is not checked. */
const LONGEST_TEXT = 1000
/** One typing error can cause hundreds of problems. */
const MOST_ERRORS = 5
/** The replacement character for bytes that are not UTF-8, and control characters. */
// oxlint-disable-next-line no-control-regex
const NO_TEXT = /[\uFFFD\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/

export class Sheet {
  readonly path: string
  readonly doc: Document.Parsed
  /** Why the file cannot be read, if so; then it has no data. */
  readonly unreadable: readonly Problem[]
  private readonly lines = new LineCounter()

  constructor(file: ContentFile) {
    this.path = file.path
    const trouble = this.checkRaw(file.text)
    this.doc = parseDocument(trouble ? '' : file.text, { lineCounter: this.lines })
    this.unreadable = trouble ? [trouble] : this.checkDocument()
  }

  get id(): string {
    return this.path.replace(/^.*\//, '').replace(/\.ya?ml$/i, '')
  }

  private trouble(line: number | undefined, message: string): Problem {
    return { file: this.path, ...(line !== undefined && { line }), rule: 'yaml', message }
  }

  /** Problems of the raw text, before it is parsed as YAML. */
  private checkRaw(text: string): Problem | undefined {
    if (text.length > LONGEST_FILE)
      return this.trouble(undefined, `文件有 ${text.length} 个字符，超过 ${LONGEST_FILE} 个，不像是内容文件`)
    const at = (pattern: RegExp, message: string) => {
      const match = pattern.exec(text)
      return match ? this.trouble(text.slice(0, match.index).split('\n').length, message) : undefined
    }
    return (
      at(NO_TEXT, '这里有读不懂的字符，文件要存成 UTF-8 编码的纯文本') ??
      // The site reads a file only up to the first of these, and would ignore the rest.
      at(/^---/m, '行首不能写 ---，网站读到这里就停了')
    )
  }

  /** Syntax errors, and features of YAML that reviewers should not have to know. */
  private checkDocument(): Problem[] {
    const found = [...this.doc.errors, ...this.doc.warnings]
      .slice(0, MOST_ERRORS)
      .map(({ code, linePos }) => this.trouble(linePos?.[0].line, `文件格式读不懂（${code}）`))
    if (found.length) return found
    const problems: Problem[] = []
    visit(this.doc, (_, node) => {
      if (!isNode(node) || !(isAlias(node) || node.anchor)) return undefined
      problems.push(
        this.trouble(
          node.range ? this.lines.linePos(node.range[0]).line : undefined,
          '不能用 & 和 * 引用别处的内容，请写全',
        ),
      )
      return visit.BREAK
    })
    return problems
  }

  /** Line of the value at a path, or of the nearest parent that exists. */
  line(path: readonly PropertyKey[]): number | undefined {
    for (let length = path.length; length >= 0; length--) {
      const node = this.doc.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return this.lines.linePos(node.range[0]).line
    }
    return undefined
  }

  problem(path: readonly PropertyKey[], rule: string, message: string): Problem {
    return { file: this.path, line: this.line(path), rule, message }
  }

  /** Problems that a check finds in any text for people, by default those of its wording. */
  texts(check: (text: string) => readonly { rule: string; message: string }[] = checkText): Problem[] {
    const problems: Problem[] = []
    visit(this.doc, {
      Pair: (_, pair) => (isScalar(pair.key) && CODE_FIELDS.has(String(pair.key.value)) ? visit.SKIP : undefined),
      Scalar: (key, node) => {
        if (key === 'key' || typeof node.value !== 'string') return
        const line = node.range ? this.lines.linePos(node.range[0]).line : undefined
        problems.push(
          ...check(node.value.slice(0, LONGEST_TEXT)).map((problem) => ({ file: this.path, line, ...problem })),
        )
      },
    })
    return problems
  }
}
