import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DrillItem, Truth } from '#shared/content/item.ts'
import { drawDrills } from '#shared/quiz/practice-set.ts'
import { type PracticeFeedback, practiceResult } from '#shared/quiz/practice.ts'
import { bank, TODAY } from '../fixtures/drills.ts'

/** Deterministic uniform numbers, so that a failing run can be repeated. */
function seeded(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
const draw = (from: readonly DrillItem[], start: number, seen: string[] = []) =>
  drawDrills(from, { size: 5, seen, random: seeded(start), today: TODAY })
const truths = (set: readonly DrillItem[]) => set.filter(({ truth }) => truth === 'scam').length

describe('a set of drills', () => {
  it('has every type of item once, both truths, and no scam type twice', () => {
    fc.assert(
      fc.property(fc.integer(), (start) => {
        const set = draw(bank, start)
        expect(new Set(set.map(({ type }) => type)).size).toBe(5)
        expect(new Set(set.map(({ scamType }) => scamType)).size).toBe(5)
        expect([2, 3]).toContain(truths(set))
      }),
    )
  })
  it('has both truths and all five types within one scam type', () => {
    const whole = [...Map.groupBy(bank, (item) => item.scamType)].filter(
      ([, items]) => new Set(items.map(({ type }) => type)).size === 5,
    )
    expect(whole.length).toBeGreaterThan(8)
    for (const [scamType, items] of whole)
      fc.assert(
        fc.property(fc.integer(), (start) => {
          const set = draw(items, start)
          expect([scamType, new Set(set.map(({ type }) => type)).size, [2, 3].includes(truths(set))]).toEqual([
            scamType,
            5,
            true,
          ])
        }),
        { numRuns: 30 },
      )
  })
  it('gives what was not seen first, repeats nothing, and begins again with the oldest', () => {
    fc.assert(
      fc.property(fc.integer(), (start) => {
        const seen: string[] = []
        for (let n = 0; n < 8; n++) {
          const set = draw(bank, start + n, seen)
          expect(set.filter((item) => seen.includes(item.id))).toEqual([])
          expect(new Set(set).size).toBe(5)
          seen.push(...set.map((item) => item.id))
        }
      }),
      { numRuns: 30 },
    )
    const two = ['a', 'b', 'c'].map(
      (each) => ({ id: each, type: 'single', scamType: 'x', truth: 'scam', expires: TODAY }) as DrillItem,
    )
    expect(
      drawDrills(two, { size: 1, seen: ['b', 'c', 'a'], random: seeded(1), today: TODAY }).map((item) => item.id),
    ).toEqual(['b'])
  })
  it('leaves out what has expired, and takes what a small bank has', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            type: fc.constantFrom('single', 'act'),
            truth: fc.constantFrom<Truth>('scam', 'genuine'),
            expires: fc.constantFrom('2026-11-24', TODAY),
          }),
          { maxLength: 12 },
        ),
        fc.integer(),
        (items, start) => {
          const own = items.map((item, i) => ({ ...item, id: `i${i}`, scamType: 'x' }) as DrillItem)
          const valid = own.filter((item) => item.expires >= TODAY)
          const set = draw(own, start)
          expect(set).toHaveLength(Math.min(5, valid.length))
          expect(set.every((item) => valid.includes(item))).toBe(true)
          if (set.length > 1 && new Set(valid.map(({ truth }) => truth)).size === 2)
            expect(new Set(set.map(({ truth }) => truth)).size).toBe(2)
        },
      ),
    )
  })
})

it('sends to what was not right at the end, two types at most', () => {
  const done = (outcome: string, type: string) =>
    ({ outcome, scam: { id: type, title: type, badge: type[0] } }) as PracticeFeedback
  expect(
    practiceResult([
      done('right', 'a'),
      done('wrong', 'b'),
      done('partly', 'c'),
      done('wrong', 'b'),
      done('wrong', 'd'),
    ]),
  ).toMatchObject({ right: 1, total: 5, reading: [{ id: 'b' }, { id: 'c' }] })
  expect(practiceResult([done('right', 'a')])).toMatchObject({ headline: '全对，真有本事！', reading: [] })
})
