import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { figuresAt } from '#shared/screen/figures.ts'
import { GRACE_MS, PLAY_MAX_MS, secondsLeft } from '#shared/screen/play-limit.ts'
import { dayOf } from '#shared/station.ts'

const AT = Date.parse('2026-11-27T18:05:00+08:00')
const MINUTE = 60_000
const counters = { completions: 300, completionsToday: 12, starts: 400, day: '2026-11-27', at: AT }
const shown = (server: number, over: { device?: number; certain?: boolean } = {}) =>
  figuresAt(counters, { server, device: server, certain: true, ...over })

describe('the figures of a day on a hall screen', () => {
  it('are today’s while the server answers', () => {
    expect(shown(AT)).toEqual({ today: 12, asOf: '' })
    // Figures are published every ten minutes.
    expect(shown(AT + 20 * MINUTE)).toEqual({ today: 12, asOf: '' })
  })

  it('say their time when the server has been away for a while', () => {
    expect(shown(AT + 30 * MINUTE)).toEqual({ today: 12, asOf: '18:05' })
  })

  it('are gone at midnight, and the total says of when it is', () => {
    const midnight = Date.parse('2026-11-28T00:00:00+08:00')
    expect(shown(midnight - 1)).toEqual({ today: 12, asOf: '18:05' })
    expect(shown(midnight)).toEqual({ today: null, asOf: '11月27日 18:05' })
  })

  it.each([
    ['the device was off, and has not heard of the server since', { certain: false }],
    ['the device slept until the next day', { device: AT + 86_400_000 }],
    ['the clock of the device is nine days behind', { device: AT - 9 * 86_400_000 }],
  ])('are nobody’s when %s', (_why, over) => {
    expect(shown(AT + MINUTE, over)).toEqual({ today: null, asOf: '11月27日 18:05' })
  })

  it('of an older server, without a day, are not shown as today’s', () => {
    const { day: _day, at: _at, ...older } = counters
    expect(figuresAt(older, { server: AT, device: AT, certain: true })).toEqual({ today: null, asOf: '' })
  })

  it('are never shown on another day than their own', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5e8, max: 5e8 }), fc.integer({ min: -5e8, max: 5e8 }), (server, device) => {
        const { today } = shown(AT + server, { device: AT + device })
        const days = [AT + server, AT + device].map((at) => dayOf(new Date(at)))
        expect(today !== null).toBe(days.every((day) => day === counters.day))
      }),
    )
  })
})

describe('a play while an urgent warning waits', () => {
  it('has no end without a warning', () => {
    expect(secondsLeft({ begunAt: 0, waitsSince: undefined }, 1e9).left).toBe(Infinity)
  })

  it('ends after its longest time, whatever is pressed, and says so a minute before', () => {
    const times = { begunAt: 0, waitsSince: 0 }
    expect(secondsLeft(times, PLAY_MAX_MS - 61_000).tell).toBe(false)
    expect(secondsLeft(times, PLAY_MAX_MS - 60_000)).toEqual({ left: 60, tell: true })
    expect(secondsLeft(times, PLAY_MAX_MS).left).toBe(0)
  })

  it('of somebody who has played for longer still gets some minutes', () => {
    const times = { begunAt: 0, waitsSince: 2 * PLAY_MAX_MS }
    expect(secondsLeft(times, times.waitsSince).left).toBe(GRACE_MS / 1_000)
    expect(secondsLeft(times, times.waitsSince + GRACE_MS).left).toBe(0)
  })
})
