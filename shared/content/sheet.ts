/** One content file that can say on which line a field stands. */
import { isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { ContentFile, Problem } from './check.ts'
import { checkText } from './check-text.ts'

/** Fields that hold words of code; everything else is read by people. */
const CODE_FIELDS = new Set([
  'type', 'scamType', 'truth', 'channel', 'channels', 'audiences', 'picture', 'who', 'from',
  'kind', 'reviewer', 'reviewed', 'expires', 'date', 'taxonomy', 'alignment',
  'view', 'verdict', 'to', 'next', 'start', 'ending', 'tactics', 'tone', 'laws',
])

export class Sheet {
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

  /** Problems that a check finds in any text that people read, by default those of its wording. */
  texts(check: (text: string) => readonly { rule: string, message: string }[] = checkText): Problem[] {
    const problems: Problem[] = []
    visit(this.doc, {
      Pair: (_, pair) => isScalar(pair.key) && CODE_FIELDS.has(String(pair.key.value)) ? visit.SKIP : undefined,
      Scalar: (key, node) => {
        if (key === 'key' || typeof node.value !== 'string') return
        const line = node.range ? this.lines.linePos(node.range[0]).line : undefined
        problems.push(...check(node.value).map(problem => ({ file: this.path, line, ...problem })))
      },
    })
    return problems
  }
}
