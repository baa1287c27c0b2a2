import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { assembleForm, type BankItem } from '#shared/quiz/blueprint.ts'

const ITEMS = join(import.meta.dirname, '../../content/items')
/** Drills are for practice and never part of a form. */
const bank: BankItem[] = readdirSync(ITEMS, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.name.endsWith('.yml'))
  .map((entry) => ({
    ...(parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')) as BankItem & { type: string }),
    id: entry.name.replace('.yml', ''),
  }))
  .filter(({ type }) => type === 'judge')
const byId = new Map(bank.map((item) => [item.id, item]))
const TODAY = '2026-11-23'
/** Forms of ten without a repetition. */
const FORMS = Math.floor(
  Math.min(...(['scam', 'genuine'] as const).map((truth) => bank.filter((item) => item.truth === truth).length)) / 5,
)

/** Deterministic uniform numbers, so that a failing run can be repeated. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
const truthsOf = (form: string[], items = byId) => form.map((id) => items.get(id)!.truth)
const scamsIn = (form: string[], items = byId) => truthsOf(form, items).filter((truth) => truth === 'scam').length

const anyBank = fc
  .array(
    fc.record({
      scamType: fc.constantFrom('a', 'b', 'c', 'd'),
      truth: fc.constantFrom('scam' as const, 'genuine' as const),
      expires: fc.constantFrom('2026-11-22', '2026-11-23', '2027-11-23'),
    }),
    { maxLength: 40 },
  )
  .map((items): BankItem[] => items.map((item, i) => ({ ...item, id: `i${i}` })))

describe('a form from the real bank', () => {
  it('has items of ten types and half of each truth', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const form = assembleForm(bank, { size: 10, seen: new Set(), random: seeded(seed), today: TODAY })
        expect(new Set(form.map((id) => byId.get(id)!.scamType)).size).toBe(10)
        expect(scamsIn(form)).toBe(5)
      }),
    )
  })

  it('repeats nothing until the bank is used up, and begins again with the oldest', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed)
        const seen = new Set<string>()
        for (let n = 1; n <= FORMS; n++) {
          const form = assembleForm(bank, { size: 10, seen, random, today: TODAY })
          expect(scamsIn(form)).toBe(5)
          form.forEach((id) => seen.add(id))
          expect(seen.size).toBe(10 * n)
        }
        const again = assembleForm(bank, { size: 10, seen, random, today: TODAY })
        expect(again).toHaveLength(10)
        expect(scamsIn(again)).toBe(5)
      }),
      { numRuns: 60 },
    )
  })

  it('tells neither truth nor type by its order', () => {
    const scamFirst = Array.from({ length: 2000 }, (_, seed) =>
      assembleForm(bank, { size: 10, seen: new Set(), random: seeded(seed * 7919), today: TODAY }),
    )
    for (const position of [0, 4, 9]) {
      const share = scamFirst.filter((form) => byId.get(form[position]!)!.truth === 'scam').length / 2000
      expect(share).toBeGreaterThan(0.44)
      expect(share).toBeLessThan(0.56)
    }
    expect(new Set(scamFirst.map((form) => byId.get(form[0]!)!.scamType))).toEqual(
      new Set(bank.map(({ scamType }) => scamType)),
    )
  })
})

describe('a form whose first item is given', () => {
  it('begins with it and is otherwise like any other', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(bank.length - 1), (seed, index) => {
        const first = bank[index]!.id
        const form = assembleForm(bank, { size: 10, seen: new Set(), random: seeded(seed), today: TODAY, first })
        expect(form[0]).toBe(first)
        expect(new Set(form).size).toBe(10)
        expect(new Set(form.map((id) => byId.get(id)!.scamType)).size).toBe(10)
        expect(scamsIn(form)).toBe(5)
      }),
    )
  })

  it('is drawn without it when it is unknown, expired or seen', () => {
    const first = bank[0]!.id
    const old = bank.map((item) => (item.id === first ? { ...item, expires: '2026-11-22' } : item))
    for (const [items, given, seen] of [
      [bank, 'no-such-item', []],
      [old, first, []],
      [bank, first, [first]],
    ] as [BankItem[], string, string[]][]) {
      const options = { size: 10, seen: new Set(seen), today: TODAY }
      expect(assembleForm(items, { ...options, random: seeded(1), first: given })).toEqual(
        assembleForm(items, { ...options, random: seeded(1) }),
      )
    }
  })
})

describe('a form from any bank', () => {
  it('is half scam, never repeats an item, and leaves out what expired', () => {
    fc.assert(
      fc.property(anyBank, fc.integer(), fc.integer({ min: 2, max: 12 }), (items, seed, size) => {
        const own = new Map(items.map((item) => [item.id, item]))
        const form = assembleForm(items, { size, seen: new Set(), random: seeded(seed), today: TODAY })
        const valid = items.filter((item) => item.expires >= TODAY)
        const half = Math.min(
          Math.floor(size / 2),
          scamsIn(
            valid.map((item) => item.id),
            own,
          ),
          valid.length -
            scamsIn(
              valid.map((item) => item.id),
              own,
            ),
        )
        expect(form).toHaveLength(2 * half)
        expect(scamsIn(form, own)).toBe(half)
        expect(new Set(form).size).toBe(form.length)
        expect(form.every((id) => own.get(id)!.expires >= TODAY)).toBe(true)
      }),
    )
  })

  it('takes a seen item only when no unseen one of that truth is left', () => {
    fc.assert(
      fc.property(anyBank, fc.integer(), fc.array(fc.nat(39)), (items, seed, seenIndices) => {
        const own = new Map(items.map((item) => [item.id, item]))
        const seen = new Set(seenIndices.map((i) => `i${i}`))
        const form = assembleForm(items, { size: 8, seen, random: seeded(seed), today: TODAY })
        for (const truth of ['scam', 'genuine'] as const) {
          const unseen = items.filter(
            (item) => item.truth === truth && item.expires >= TODAY && !seen.has(item.id),
          ).length
          const taken = form.filter((id) => own.get(id)!.truth === truth)
          const repeated = taken.filter((id) => seen.has(id)).length
          expect(repeated).toBe(Math.max(0, taken.length - unseen))
        }
      }),
    )
  })

  it('spreads over types as evenly as the bank allows', () => {
    const items: BankItem[] = ['a', 'b', 'c', 'd', 'e'].flatMap((scamType) =>
      [1, 2, 3].flatMap((n) =>
        (['scam', 'genuine'] as const).map((truth) => ({
          id: `${scamType}${truth}${n}`,
          scamType,
          truth,
          expires: '2027-01-01',
        })),
      ),
    )
    const form = assembleForm(items, { size: 10, seen: new Set(), random: seeded(1), today: TODAY })
    const perType = Map.groupBy(form, (id) => id[0])
    expect([...perType.values()].map((ids) => ids.length)).toEqual([2, 2, 2, 2, 2])
  })
})
