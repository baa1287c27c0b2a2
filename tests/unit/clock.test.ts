import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addProbe,
  BURST,
  BURST_MS,
  type Probe,
  REFRESH_MS,
  type ServerClock,
  serverTime,
} from '#shared/realtime/clock.ts'

/** Server minus local at the start, ms: the device counts from its own start, and its wall clock is 3 min off. */
const AHEAD = 1_800_000_000_000 + 180_000
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** A device and its server: `server` gives the server's clock at a local time. */
interface World {
  server: (local: number) => number
  /** Latency to the server and back, ms. */
  delays: () => [up: number, down: number]
}
const drifting =
  (ppm: number, ahead = AHEAD) =>
  (local: number) =>
    ahead + local * (1 + ppm * 1e-6)

/** Pseudo-random numbers, the same in each run. */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function probeAt({ server, delays }: World, sentAt: number): Probe {
  const [up, down] = delays()
  return { sentAt, serverAt: server(sentAt + up), receivedAt: sentAt + up + down }
}
/** Times at which the product sends probes. */
function* rhythm(from: number, until: number): Generator<number> {
  for (let n = 0; n < BURST; n += 1) yield from + n * BURST_MS
  for (let at = from + BURST * BURST_MS + REFRESH_MS; at < until; at += REFRESH_MS) yield at
}
/** @returns the errors of the shown time, ms, once a second after the first burst; and the largest step back, ms */
function run(world: World, until: number, { from = 0, begun }: { from?: number; begun?: ServerClock } = {}) {
  let clock = begun
  let second = from + BURST * BURST_MS + SECOND
  const errors: number[] = []
  let back = 0
  for (const at of rhythm(from, until)) {
    const probe = probeAt(world, at)
    const before = clock
    clock = addProbe(before, probe)!
    if (!before) continue
    for (; second < probe.receivedAt; second += SECOND) errors.push(serverTime(before, second) - world.server(second))
    back = Math.max(back, serverTime(before, probe.receivedAt) - serverTime(clock, probe.receivedAt))
  }
  return { clock: clock!, errors, back }
}
const quantile = (errors: readonly number[], q: number) =>
  errors.map(Math.abs).sort((a, b) => a - b)[Math.floor((errors.length - 1) * q)]!

describe('the clock of the server, as a device estimates it', () => {
  it.each([
    ['on the way there', 1],
    ['on the way back', 2],
    ['now here, now there', 3],
  ])(
    'is right within 5 ms at p95 over an hour and never goes back, with 0–40 ms of jitter %s, 3 min off and 100 ppm',
    (way, which) => {
      for (const ppm of [100, -100]) {
        const random = dice(which * 7919 + ppm)
        const delays = (): [number, number] => {
          const jitter = random() * 40
          return which === 1 || (which === 3 && random() < 0.5) ? [2 + jitter, 2] : [2, 2 + jitter]
        }
        const { errors, clock, back } = run({ server: drifting(ppm), delays }, HOUR)
        expect(back).toBe(0)
        expect(errors.length, way).toBeGreaterThan(3_500)
        expect(quantile(errors, 0.95), `${way}, ${ppm} ppm`).toBeLessThanOrEqual(5)
        expect(Math.abs(clock.drift * 1e6 - ppm)).toBeLessThan(10)
      }
    },
  )

  it('is never further off than the shortest round trip allows, whatever the ways are like', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -200, max: 200 }),
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.tuple(fc.nat(300), fc.nat(300)),
        fc.tuple(fc.nat(500), fc.nat(500)),
        (seed, ppm, ahead, [up, down], [upJitter, downJitter]) => {
          const random = dice(seed)
          const delays = (): [number, number] => [up + random() * upJitter, down + random() * downJitter]
          const server = drifting(ppm, ahead)
          const { clock } = run({ server, delays }, 8 * MINUTE)
          const best = Math.min(...clock.probes.map(({ sentAt, receivedAt }) => receivedAt - sentAt)) / 2
          // The probe chosen is as good as the best one of the window, except for what the drift adds to its age.
          const wrong = Math.abs(clock.drift - ppm * 1e-6)
          const bound = Math.max(1, wrong / clock.driftError) * (best + clock.driftError * 8 * MINUTE)
          // After the displayed time has been slowed down as far as needed.
          const at = clock.ref + 3 * SECOND
          expect(Math.abs(serverTime(clock, at) - server(at))).toBeLessThanOrEqual(bound + wrong * 3 * SECOND + 0.01)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('never goes backwards, whatever the probes say', () => {
    const time = fc.double({ min: 0, max: 1e7, noNaN: true })
    const said = fc.double({ min: -1e13, max: 1e13 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(time, time, said, fc.array(time, { maxLength: 3 })), { maxLength: 40 }),
        (steps) => {
          let clock: ServerClock | undefined
          let now = 0
          let before = -Infinity
          for (const [wait, trip, serverAt, reads] of steps) {
            clock = addProbe(clock, { sentAt: now + wait, serverAt, receivedAt: now + wait + trip })
            now += wait + trip
            for (const pause of reads.sort((a, b) => a - b)) {
              if (!clock) continue
              const shown = serverTime(clock, now + pause)
              expect(shown).toBeGreaterThanOrEqual(before)
              before = shown
            }
            now += Math.max(0, ...reads)
          }
        },
      ),
    )
  })

  it('follows a step of the server’s clock: forward at once, back by running slower', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -120_000, max: 3_600_000 }).filter((step) => Math.abs(step) > 200),
        fc.integer({ min: -100, max: 100 }),
        fc.integer(),
        (step, ppm, seed) => {
          const random = dice(seed)
          const at = 5 * MINUTE
          const world: World = {
            server: (local) => drifting(ppm)(local) + (local >= at ? step : 0),
            delays: () => [3 + random() * 10, 3 + random() * 10],
          }
          const { errors } = run(world, at + 6 * MINUTE)
          // Three refreshes, and twice the step if it goes backwards.
          const settled = Math.ceil((at + 4 * REFRESH_MS + Math.max(0, -2 * step)) / SECOND)
          expect(Math.max(...errors.slice(settled).map(Math.abs))).toBeLessThanOrEqual(10)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is right again after a sleep of the device, within one burst', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 12 * HOUR }), fc.integer(), (slept, seed) => {
        const random = dice(seed)
        const at = 3 * MINUTE
        // The local clock stops while the server's goes on.
        const world: World = {
          server: (local) => drifting(60)(local) + (local >= at ? slept : 0),
          delays: () => [2 + random() * 20, 2],
        }
        const awake = run(world, at)
        const { errors } = run(world, at + MINUTE, { from: at, begun: awake.clock })
        expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(12)
      }),
      { numRuns: 40 },
    )
  })

  it('takes one wild answer for what it is', () => {
    const world: World = { server: drifting(0), delays: () => [5, 5] }
    const { clock } = run(world, MINUTE)
    const wild = addProbe(clock, { sentAt: MINUTE, serverAt: AHEAD + 10 * MINUTE, receivedAt: MINUTE + 10 })!
    expect(serverTime(wild, MINUTE + 10)).toBeCloseTo(world.server(MINUTE + 10), 0)
    expect(wild.suspects).toHaveLength(1)
    expect(addProbe(wild, probeAt(world, MINUTE + SECOND))!.suspects).toEqual([])
  })

  it.each([
    ['an answer that is no number', { sentAt: 0, serverAt: Number.NaN, receivedAt: 1 }],
    ['an answer before its question', { sentAt: 5, serverAt: 1, receivedAt: 4 }],
  ])('does not learn from %s', (_what, probe) => {
    expect(addProbe(undefined, probe)).toBeUndefined()
  })
})
