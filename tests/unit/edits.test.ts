import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carryOver, differing } from '#shared/edits.ts'

const value = fc.oneof(
  fc.constantFrom('', '甲', '乙'),
  fc.constantFrom(null, 1, 2),
  fc.array(fc.constantFrom('甲', '乙')),
)
const values = fc.record({ a: value, b: value, c: value })

describe('edits carried over to values that have changed meanwhile', () => {
  it('keep what was edited, and take the rest as it is now', () => {
    fc.assert(
      fc.property(values, values, values, (was, edited, now) => {
        const { values: merged, clashes } = carryOver(was, edited, now)
        const mine = differing(edited, was)
        for (const key of ['a', 'b', 'c'] as const) {
          expect(merged[key]).toEqual(mine.includes(key) ? edited[key] : now[key])
          // Both have changed it, to different values.
          const both = mine.includes(key) && differing(now, was).includes(key) && differing(now, edited).includes(key)
          expect(clashes.includes(key)).toBe(both)
        }
      }),
    )
  })

  it('say nothing about fields that they do not hold', () => {
    expect(carryOver({ a: 1 }, { a: 2 }, { a: 1, secret: 'x' })).toEqual({ values: { a: 2, secret: 'x' }, clashes: [] })
  })
})
