/**
 * Small cells. A count of 1 to 4 devices could be traced to a household, so it is withheld wherever a figure is broken
 * down, and as a total. Where the total would give a withheld part away by subtraction, the next smallest parts are
 * withheld as well. Zero is no device and stays; counts of occasions are not counts of devices and stay.
 *
 * A device can be in several parts, so for a total T and parts x: max(x) ≤ T ≤ Σx. tests/unit/campaign-suppression.test.ts
 * goes through every small table and checks that nobody who knows this rule can pin a withheld small part to one value.
 */

/** Counts below this are withheld. */
export const SMALL_CELL = 5

/** A count of devices as it may be shown; null where it is withheld. */
export type Shown = number | null

export const isSmall = (count: number): boolean => count > 0 && count < SMALL_CELL

/** A figure that stands alone. */
export const showTotal = (count: number): Shown => (isSmall(count) ? null : count)

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/**
 * Does the total tell something about a small withheld part? Asked for someone who knows this rule but not which of
 * the withheld parts are small: each is at least 1 and at most 4 (a small one), or the smallest shown part, or else the
 * total (one withheld to protect others). Safe means: at least two are withheld, no small one is narrowed from below,
 * and, should no device be in two parts, each small one can still have two values.
 */
function totalTells(counts: readonly number[], hidden: ReadonlySet<number>, total: number): boolean {
  const small = [...hidden].filter((index) => isSmall(counts[index]!))
  if (small.length === 0) return false
  if (hidden.size === 1) return true
  const shown = counts.filter((count, index) => count > 0 && !hidden.has(index))
  const rest = total - sum(shown)
  const largest = Math.min(total, ...shown)
  const most = (index: number) => (isSmall(counts[index]!) ? SMALL_CELL - 1 : largest)
  const mostOfAll = sum([...hidden].map(most))
  return small.some((index) => rest - (mostOfAll - most(index)) > 1 || rest - (hidden.size - 1) <= 1)
}

/**
 * One breakdown as it may be shown.
 * @param counts distinct devices of each part
 * @param total distinct devices of the whole, published beside it
 */
export function showParts(counts: readonly number[], total: number): Shown[] {
  const hidden = new Set(counts.flatMap((count, index) => (isSmall(count) ? [index] : [])))
  if (!isSmall(total)) {
    // From the smallest, which costs the reader least; equal ones together, or the choice between them would tell.
    for (const size of [...new Set(counts)].filter((count) => count >= SMALL_CELL).sort((a, b) => a - b)) {
      if (!totalTells(counts, hidden, total)) break
      counts.forEach((count, index) => {
        if (count === size) hidden.add(index)
      })
    }
  }
  return counts.map((count, index) => (hidden.has(index) ? null : count))
}
