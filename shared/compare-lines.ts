/** Line diff of two versions of a text. */

export interface ComparedLine {
  text: string
  /** `same` in both, `gone` only in the older, `new` only in the newer one. */
  kind: 'same' | 'gone' | 'new'
}

/** Longest lists of lines that are compared exactly; longer ones are shown as all gone and all new. */
const LINES_MAX = 600

/** Longest common subsequence over lines. */
export function compareLines(older: string, newer: string): ComparedLine[] {
  const [before, after] = [older.split('\n'), newer.split('\n')]
  if (before.length > LINES_MAX || after.length > LINES_MAX)
    return [
      ...before.map((text) => ({ text, kind: 'gone' as const })),
      ...after.map((text) => ({ text, kind: 'new' as const })),
    ]
  const width = after.length + 1
  const table = new Uint16Array((before.length + 1) * width)
  /** Length of the longest common subsequence from before[i] and after[j] on; 0 beyond the last line. */
  const common = (i: number, j: number) => table[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--)
      table[i * width + j] =
        before[i] === after[j] ? common(i + 1, j + 1) + 1 : Math.max(common(i + 1, j), common(i, j + 1))
  }
  const lines: ComparedLine[] = []
  let [i, j] = [0, 0]
  for (;;) {
    const [old, fresh] = [before[i], after[j]]
    if (old !== undefined && old === fresh) {
      lines.push({ text: old, kind: 'same' })
      i += 1
      j += 1
    } else if (old !== undefined && (fresh === undefined || common(i + 1, j) >= common(i, j + 1))) {
      lines.push({ text: old, kind: 'gone' })
      i += 1
    } else if (fresh !== undefined) {
      lines.push({ text: fresh, kind: 'new' })
      j += 1
    } else return lines
  }
}
