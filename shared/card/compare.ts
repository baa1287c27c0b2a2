/** Two versions of a text side by side: which lines went, which came. */

export interface ComparedLine {
  text: string
  /** `same` in both, `gone` only in the older, `new` only in the newer one. */
  kind: 'same' | 'gone' | 'new'
}

/** Longest lists of lines that are compared exactly; what is longer is shown as all gone and all new. */
const LINES_MAX = 600

/** Longest common subsequence over lines. */
export function compareLines(older: string, newer: string): ComparedLine[] {
  const [before, after] = [older.split('\n'), newer.split('\n')]
  if (before.length > LINES_MAX || after.length > LINES_MAX)
    return [
      ...before.map((text) => ({ text, kind: 'gone' as const })),
      ...after.map((text) => ({ text, kind: 'new' as const })),
    ]
  // common[i][j]: lines in common from before[i] and after[j] on.
  const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--)
      common[i]![j] =
        before[i] === after[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!)
  }
  const lines: ComparedLine[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ text: before[i]!, kind: 'same' })
      i += 1
      j += 1
    } else if (j >= after.length || (i < before.length && common[i + 1]![j]! >= common[i]![j + 1]!))
      lines.push({ text: before[i++]!, kind: 'gone' })
    else lines.push({ text: after[j++]!, kind: 'new' })
  }
  return lines
}
