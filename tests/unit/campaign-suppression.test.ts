import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSmall, showParts, showTotal } from '#shared/campaign/suppression.ts'

/** Every way to write `length` numbers from 0 to `most`. */
function* tables(length: number, most: number): Generator<number[]> {
  if (length === 0) return yield []
  for (const rest of tables(length - 1, most)) {
    for (let value = 0; value <= most; value++) yield [...rest, value]
  }
}
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

/**
 * Publishes every table, then asks for each withheld small part which values it has in all tables that look the same
 * from outside. One value only would mean that the rule gives it away to whoever knows the rule.
 */
function pinned(length: number, most: number, totals: (counts: number[]) => number[]): string[] {
  const values = new Map<string, Set<number>[]>()
  const published: { counts: number[]; look: string }[] = []
  for (const counts of tables(length, most)) {
    for (const total of totals(counts)) {
      const look = JSON.stringify([showParts(counts, total), showTotal(total)])
      const sets = values.get(look) ?? counts.map(() => new Set<number>())
      values.set(look, sets)
      counts.forEach((count, index) => sets[index]!.add(count))
      published.push({ counts, look })
    }
  }
  return published.flatMap(({ counts, look }) => (counts.some((count, index) => isSmall(count) && values.get(look)![index]!.size < 2) ? [`${counts} ${look}`] : []))
}

describe('suppression of small cells', () => {
  it.each([[1, 8], [2, 14], [3, 11], [4, 6]])('pins no small part of %i parts, devices being in several', (length, most) => {
    const totals = (counts: number[]) => Array.from({ length: sum(counts) - Math.max(...counts) + 1 }, (_, index) => Math.max(...counts) + index)
    expect(pinned(length, most, totals)).toEqual([])
  })

  it.each([[2, 24], [3, 14], [4, 8]])('pins no small part of %i parts, should no device be in two', (length, most) => {
    // Where as many parts have devices as there are devices, the number of parts tells, not the total.
    const telling = (counts: number[]) => counts.filter((count) => count > 0).length >= sum(counts)
    expect(pinned(length, most, (counts) => (telling(counts) ? [] : [sum(counts)]))).toEqual([])
  })

  it('never leaves one withheld part beside a shown total and other parts', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 12 }), (counts) => {
      const shown = showParts(counts, sum(counts))
      const withheld = shown.filter((count) => count === null).length
      const parts = counts.filter((count) => count > 0).length
      expect(shown.every((count, index) => (isSmall(counts[index]!) ? count === null : count === null || count === counts[index]))).toBe(true)
      if (!isSmall(sum(counts)) && parts > 1) expect(withheld).not.toBe(1)
    }))
  })

  it('shows zeros and everything that protects nothing', () => {
    expect(showParts([0, 20, 30], 50)).toEqual([0, 20, 30])
    expect(showParts([3, 20, 30], 53)).toEqual([null, null, 30])
    expect(showParts([1, 3, 40], 44)).toEqual([null, null, 40])
    expect(showParts([4], 4)).toEqual([null])
    expect(showTotal(4)).toBeNull()
    expect(showTotal(5)).toBe(5)
    expect(showTotal(0)).toBe(0)
  })
})
