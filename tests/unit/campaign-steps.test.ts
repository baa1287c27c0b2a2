/** Published counts, and a member who polls, adds phones of his own, and subtracts. */
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publishStages } from '#server/campaign/published.ts'
import type { RolledUp } from '#server/campaign/queries/reach-rolled-up.ts'
import { type Draw, PUBLISH_MS, publishedSince, STEP, stepped } from '#shared/campaign/steps.ts'

const drawOf =
  (seed: number): Draw =>
  (name) =>
    createHmac('sha256', String(seed)).update(name).digest().readUInt32BE()
const SEEDS = Array.from({ length: 4000 }, (_, seed) => seed)

describe('a published count', () => {
  it('is a multiple of the step, never more than the truth, and never falls while the truth rises', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 5000 }), (seed, count) => {
        const shown = stepped(count, drawOf(seed))
        expect(shown % STEP).toBe(0)
        expect(shown).toBeLessThanOrEqual(count)
        expect(stepped(count + 1, drawOf(seed))).toBeGreaterThanOrEqual(shown)
      }),
    )
  })

  it('is close to the truth: the middle half of all cells within two steps', () => {
    const behind = SEEDS.map((seed) => 200 - stepped(200, drawOf(seed))).sort((a, b) => a - b)
    expect(behind[SEEDS.length * 0.75]).toBeLessThanOrEqual(2 * STEP)
    expect(behind.at(-1)).toBeLessThan(60)
  })

  it('hides zero like one to four', () => {
    for (const seed of SEEDS) for (const count of [0, 1, 2, 3, 4]) expect(stepped(count, drawOf(seed))).toBe(0)
  })

  it('is looked at once in ten minutes', () => {
    const at = Date.parse('2026-11-28T10:09:59.999+08:00')
    expect(publishedSince(at)).toBe(at + 1 - PUBLISH_MS)
    expect(publishedSince(at + 1)).toBe(at + 1)
  })
})

/**
 * What an attacker sees who adds phones of his own one by one and looks after each: after how many of them the count
 * steps. With the true number of others, the places of the steps follow from it.
 */
const stepsSeen = (others: number, most: number, draw: Draw): number[] => {
  const seen: number[] = []
  for (let own = 1; own <= most; own++)
    if (stepped(others + own, draw) > stepped(others + own - 1, draw)) seen.push(own)
  return seen
}

describe('whoever adds phones of his own', () => {
  it('finds each number of others as possible as the next one, for every sight that there is', () => {
    // A sight of one number of others is a sight of the next as well, where the offset is larger by one.
    const sights = (others: number) => {
      const found = new Map<string, number>()
      for (const seed of SEEDS) {
        const sight = stepsSeen(others, 14, drawOf(seed)).join()
        found.set(sight, (found.get(sight) ?? 0) + 1)
      }
      return found
    }
    const of = [0, 1, 2, 3, 4, 5].map(sights)
    of.slice(0, -1).forEach((seen, others) => {
      for (const [sight, times] of seen) {
        // Sights too rare in this sample say nothing.
        if (times / SEEDS.length < 0.01) continue
        expect(of[others + 1]?.get(sight) ?? 0, `${others} others, steps at ${sight}`).toBeGreaterThan(0)
      }
    })
  })

  it('does not know where the next step is, and so cannot wait for the next visitor below it', () => {
    const gaps = new Map<number, number>()
    for (const seed of SEEDS) {
      const [first, second] = stepsSeen(0, 60, drawOf(seed))
      if (first && second) gaps.set(second - first, (gaps.get(second - first) ?? 0) + 1)
    }
    // From one to nine phones, none of them with a chance of more than a quarter.
    expect([...gaps.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    for (const times of gaps.values()) expect(times / SEEDS.length).toBeLessThan(0.25)
  })
})

const cell = (touchpointId: string | null, day: string | null, kind: RolledUp['kind'], count: number): RolledUp => ({
  touchpointId,
  day,
  kind,
  source: 'system',
  events: count,
  devices: count,
})
const TOUCHPOINTS = ['a', 'b', 'c']

/** A campaign of three touchpoints on one day, each device in one of them. */
function campaign(scans: readonly number[]): RolledUp[] {
  const day = '2026-11-20'
  const total = scans.reduce((sum, count) => sum + count, 0)
  return [
    ...scans.flatMap((count, index) => [
      cell(TOUCHPOINTS[index]!, null, 'scan', count),
      cell(TOUCHPOINTS[index]!, day, 'scan', count),
    ]),
    cell(null, null, 'scan', total),
    cell(null, day, 'scan', total),
  ]
}

describe('whoever subtracts', () => {
  it('pins none of the numbers that are not shown', () => {
    // All that is published of two hidden numbers beside a large one, over many secrets.
    const looks = new Map<string, Set<string>>()
    const hidden: { look: string; truth: string }[] = []
    for (let seed = 0; seed < 400; seed++) {
      for (let one = 0; one <= 4; one++) {
        for (let other = 0; other <= 4; other++) {
          const secret = createHmac('sha256', 'secret').update(`${seed}`).digest()
          const published = publishStages(campaign([40, one, other]), secret)
          const look = JSON.stringify(published.map(({ touchpointId, day, events }) => [touchpointId, day, events]))
          const truth = `${one} ${other}`
          looks.set(look, (looks.get(look) ?? new Set()).add(truth))
          hidden.push({ look, truth })
        }
      }
    }
    const pinned = hidden.filter(({ look }) => looks.get(look)!.size < 2)
    // Looks that came up once in this sample only are no proof: they must stay as rare as chance makes them.
    expect(pinned.length / hidden.length).toBeLessThan(0.01)
  })

  it('finds that wholes hold their parts, and stages the later ones', () => {
    const count = fc.integer({ min: 0, max: 200 })
    fc.assert(
      fc.property(fc.integer(), count, count, count, (seed, one, other, third) => {
        const scans = [one, other, third]
        const rows = [
          ...campaign(scans),
          ...campaign(scans.map((n) => n >> 1)).map((row) => ({ ...row, kind: 'start' as const })),
        ]
        const published = publishStages(rows, createHmac('sha256', String(seed)).digest())
        const of = (touchpointId: string | null, day: string | null, kind = 'scan') =>
          published.find((row) => row.touchpointId === touchpointId && row.day === day && row.kind === kind)!
        const parts = TOUCHPOINTS.map((name) => of(name, null))
        const whole = of(null, null)
        expect(whole.events).toBeGreaterThanOrEqual(parts.reduce((sum, { events }) => sum + events, 0))
        expect(whole.events).toBeLessThanOrEqual(one + other + third)
        for (const row of published) {
          expect(row.devices).toBeLessThanOrEqual(row.events)
          const truth = rows.find(
            (each) => each.kind === row.kind && each.touchpointId === row.touchpointId && each.day === row.day,
          )!
          expect(row.events).toBeLessThanOrEqual(truth.events)
          if (row.kind === 'start') expect(row.events).toBeLessThanOrEqual(of(row.touchpointId, row.day).events)
        }
      }),
    )
  })
})
