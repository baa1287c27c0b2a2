/** One content file that can say on which line a field stands. */
import { isAlias, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { ContentFile, Problem } from './problem.ts'
import { checkText } from './text.ts'

/** Fields that hold words of code; everything else is read by people. */
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
/** Several times the longest file there is. Anything above it is no content, and would take seconds to read. */
const LONGEST_FILE = 100_000
/** Far above what any field may hold: the rest of a longer text is not worth the time. */
const LONGEST_TEXT = 1000
/** One slip of the keyboard can make hundreds. */
const MOST_ERRORS = 5
/** What decoding leaves of bytes that are no UTF-8, and characters that no keyboard types. */
// oxlint-disable-next-line no-control-regex
const NO_TEXT = /[\uFFFD\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/

export class Sheet {
  readonly path: string
  readonly doc: Document.Parsed
  /** Why the file cannot be read, if so; nothing else about it is known then. */
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

  /** What is wrong before it is even read as YAML. */
  private checkRaw(text: string): Problem | undefined {
    if (text.length > LONGEST_FILE)
      return this.trouble(undefined, `文件有 ${text.length} 个字符，超过 ${LONGEST_FILE} 个，不像是内容文件`)
    const at = (pattern: RegExp, message: string) => {
      const match = pattern.exec(text)
      return match ? this.trouble(text.slice(0, match.index).split('\n').length, message) : undefined
    }
    return (
      at(NO_TEXT, '这里有读不懂的字符，文件要存成 UTF-8 编码的纯文本') ??
      // The site reads a file up to the first of these, and would show nothing of the rest.
      at(/^---/m, '行首不能写 ---，网站读到这里就停了')
    )
  }

  /** Errors of the format, and what YAML allows and nobody who reviews content should have to know. */
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

  /** Problems that a check finds in any text that people read, by default those of its wording. */
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
