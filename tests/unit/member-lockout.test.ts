import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fail,
  type Failures,
  FORGET_MS,
  FREE_FAILURES,
  LONGEST_LOCK_OF_STRANGERS_MS,
  lockMs,
  waitMs,
  waitText,
} from '#shared/member/lockout.ts'

const start = new Date('2026-11-23T10:00:00+08:00')
const HALF_HOUR = 30 * 60_000

/** Retries as soon as it is allowed to, `times` times. */
function hammer(times: number): { failures: Failures; now: Date } {
  let failures: Failures | undefined
  let now = start
  for (let i = 0; i < times; i++) {
    now = new Date(now.getTime() + waitMs(failures, now))
    failures = fail(failures, now)
  }
  return { failures: failures!, now }
}

describe('lock-out', () => {
  it('lets five failures pass, then 30 s, 1, 2, 4 … up to 30 minutes', () => {
    expect([1, 5, 6, 7, 8, 9, 10, 11, 12, 500].map((count) => lockMs(count) / 1000)).toEqual([
      0, 0, 30, 60, 120, 240, 480, 960, 1800, 1800,
    ])
  })

  it('never grows shorter with more failures, and never passes half an hour', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(100), (count, free) => {
        expect(lockMs(count + 1, free)).toBeGreaterThanOrEqual(lockMs(count, free))
        expect(lockMs(count, free)).toBeLessThanOrEqual(HALF_HOUR)
        expect(lockMs(count, free) === 0).toBe(count <= free)
      }),
    )
  })

  it('of all strangers together never passes two minutes', () => {
    expect([21, 22, 23, 24, 500].map((count) => lockMs(count, 20, LONGEST_LOCK_OF_STRANGERS_MS) / 1000)).toEqual([
      30, 60, 120, 120, 120,
    ])
  })

  it('is over exactly when it says, however the clock stands', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (times) => {
        const { failures, now } = hammer(times)
        const wait = waitMs(failures, now)
        expect(wait).toBe(lockMs(times))
        expect(waitMs(failures, new Date(now.getTime() + wait))).toBe(0)
        expect(waitMs(failures, new Date(now.getTime() + wait - 1))).toBe(wait > 0 ? 1 : 0)
      }),
    )
  })

  it('bounds a patient guesser to fewer than 60 guesses a day', () => {
    let guesses = 0
    let failures: Failures | undefined
    for (
      let now = start;
      now.getTime() < start.getTime() + 24 * 3600_000;
      now = new Date(now.getTime() + Math.max(1, waitMs(failures, now)))
    ) {
      failures = fail(failures, now)
      guesses++
    }
    expect(guesses).toBeLessThan(60)
  })

  it('forgets after a day without a failure, and not before', () => {
    const { failures, now } = hammer(FREE_FAILURES + 3)
    expect(fail(failures, new Date(now.getTime() + FORGET_MS)).count).toBe(1)
    expect(fail(failures, new Date(now.getTime() + FORGET_MS - 1)).count).toBe(FREE_FAILURES + 4)
  })

  it('says a time that is never too short', () => {
    expect([1, 30_000, 59_001, 60_000, 60_001, HALF_HOUR].map(waitText)).toEqual([
      '1 秒',
      '30 秒',
      '1 分钟',
      '1 分钟',
      '2 分钟',
      '30 分钟',
    ])
  })
})
