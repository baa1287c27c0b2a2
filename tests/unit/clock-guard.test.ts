/** Which clocks are taken for right. */
import { describe, expect, it } from 'vitest'
import { ClockGuard } from '#server/clock.ts'

const HOUR = 3600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-11-28T09:00:00+08:00')

/** A computer whose clock can be set. */
function computer(wall = NOW) {
  const at = { wall, up: HOUR }
  const guard = new ClockGuard(() => ({ ...at }))
  const pass = (ms: number) => {
    at.wall += ms
    at.up += ms
  }
  const set = (to: number) => {
    at.wall = to
  }
  return { guard, pass, set, at }
}

describe('a clock', () => {
  it('is right as long as it goes on evenly, also over a sleep of weeks and a correction of hours', () => {
    const { guard, pass, set, at } = computer()
    guard.begin('2026-11-28')
    for (const ms of [1, HOUR, 40 * DAY, 300 * DAY]) {
      pass(ms)
      expect(guard.problem()).toBeUndefined()
      set(at.wall + 8 * HOUR)
      expect(guard.problem()).toBeUndefined()
      set(at.wall - 8 * HOUR)
      expect(guard.problem()).toBeUndefined()
    }
  })

  it.each([2, 40, 3653])('is wrong once it has jumped ahead by %d days, until it is set right', (days) => {
    const by = days * DAY
    const { guard, pass, set, at } = computer()
    guard.begin('2026-11-28')
    expect(guard.problem()).toBeUndefined()
    set(at.wall + by)
    for (let hour = 0; hour < 5; hour++) {
      expect(guard.problem()).toBe('ahead')
      pass(HOUR)
    }
    set(at.wall - by)
    expect(guard.problem()).toBeUndefined()
  })

  it.each([
    ['ten years ahead', '2036-11-28', 'ahead'],
    ['before this was written', '2015-01-01', 'behind'],
  ] as const)('is wrong from the start when it is %s of the ledger, until it is set right', (_what, day, problem) => {
    const { guard, set } = computer(Date.parse(day))
    guard.begin('2026-11-27')
    expect(guard.problem()).toBe(problem)
    set(NOW)
    expect(guard.problem()).toBeUndefined()
  })

  it('is right after a start with one that was ahead, and wrong when it is set back before the ledger', () => {
    const { guard, set } = computer(NOW + 200 * DAY)
    guard.begin('2026-11-27')
    expect(guard.problem()).toBeUndefined()
    set(NOW)
    expect(guard.problem()).toBeUndefined()
    set(NOW - 10 * DAY)
    expect(guard.problem()).toBe('behind')
    set(NOW)
    expect(guard.problem()).toBeUndefined()
  })

  it('is right on the first day of a station, and after a year without visitors', () => {
    const first = computer()
    first.guard.begin(null)
    expect(first.guard.problem()).toBeUndefined()
    const closed = computer(NOW + 365 * DAY)
    closed.guard.begin('2026-11-28')
    expect(closed.guard.problem()).toBeUndefined()
  })

  it('has to agree with that of a database on another computer', () => {
    const { guard } = computer()
    guard.begin('2026-11-28')
    for (const [ms, problem] of [
      [HOUR, undefined],
      [-3653 * DAY, 'ahead'],
      [3653 * DAY, 'behind'],
      [0, undefined],
    ] as const) {
      guard.compare(new Date(NOW + ms))
      expect(guard.problem()).toBe(problem)
    }
  })
})
