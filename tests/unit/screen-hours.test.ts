/** Opening hours and the volume's timetable, also past midnight, against a clock that is walked minute by minute. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { careAt, careOf, DEFAULT_CARE, daysText, hoursText, type ScreenCare, volumesText } from '#shared/screen/care.ts'
import { editCareSchema } from '#shared/screen/care-input.ts'
import { isOpen, isWithin, nextMinute, type OpeningSpan, openSince } from '#shared/screen/hours.ts'
import { GRACE_MS, missedSince, OPENING_GRACE_MS } from '#shared/screen/outage.ts'

const MINUTE = 60_000
const DAY = 24 * 3600_000
/** A Monday. */
const at = (text: string) => Date.parse(`2026-11-${text}:00+08:00`)
const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const time = fc.integer({ min: 0, max: 1439 }).map(clock)
const span: fc.Arbitrary<OpeningSpan> = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: time,
  to: time,
})
const moment = fc.integer({ min: at('02T00:00'), max: at('29T00:00') })
/** Of the clock on the wall: day of the week and minute of the day. */
const wall = (now: number) => {
  const local = new Date(now + 8 * 3600_000)
  return { weekday: local.getUTCDay() || 7, minute: local.getUTCHours() * 60 + local.getUTCMinutes() }
}
/** The rule in other words: today's spans from their beginning on, and yesterday's that are not over. */
function openByWall(spans: readonly OpeningSpan[], now: number): boolean {
  const { weekday, minute } = wall(now)
  const yesterday = ((weekday + 5) % 7) + 1
  return spans.some(({ days, from, to }) => {
    const overnight = to <= from
    const today = days.includes(weekday) && clock(minute) >= from && (overnight || clock(minute) < to)
    return today || (overnight && days.includes(yesterday) && clock(minute) < to)
  })
}

describe('opening hours', () => {
  it('are open exactly in their spans, whatever their days and times', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 4 }), moment, (spans, now) => {
        expect(isOpen(spans, now)).toBe(openByWall(spans, now))
      }),
      { numRuns: 2_000 },
    )
  })

  it('have been open since a moment before which they were closed, without a gap', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 4 }), moment, (spans, now) => {
        const since = openSince(spans, now)
        expect(openByWall(spans, now)).toBe(since !== undefined)
        if (since === undefined) return
        const from = Math.max(since, now - 7 * DAY)
        for (let look = now; look >= from; look -= 7 * MINUTE) expect(openByWall(spans, look)).toBe(true)
        if (since > -Infinity) expect([openByWall(spans, since), openByWall(spans, since - 1)]).toEqual([true, false])
      }),
      { numRuns: 500 },
    )
  })

  it('of a night belong to the day on which they begin', () => {
    const night: OpeningSpan[] = [{ days: [5], from: '18:00', to: '02:00' }]
    // 2026-11-27 is a Friday.
    expect(isOpen(night, at('27T17:59'))).toBe(false)
    expect([openSince(night, at('27T18:00')), openSince(night, at('28T01:59'))]).toEqual(Array(2).fill(at('27T18:00')))
    expect([isOpen(night, at('28T02:00')), isOpen(night, at('27T01:00'))]).toEqual([false, false])
  })

  it('that touch are one, and a minute between them is a pause', () => {
    const two = (to: string) => [
      { days: [1], from: '09:00', to },
      { days: [1], from: '12:01', to: '17:00' },
    ]
    expect(openSince(two('12:01'), at('23T13:00'))).toBe(at('23T09:00'))
    expect(openSince(two('12:00'), at('23T13:00'))).toBe(at('23T12:01'))
  })

  it('without a span, or with spans that leave no gap, never close', () => {
    expect(openSince([], at('23T03:00'))).toBe(-Infinity)
    const all = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '08:00' }]
    expect(openSince(all, at('23T03:00'))).toBe(-Infinity)
    const halves = [
      { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '12:00' },
      { days: [1, 2, 3, 4, 5, 6, 7], from: '12:00', to: '00:00' },
    ]
    expect(openSince(halves, at('23T12:00'))).toBe(-Infinity)
  })
})

describe('the volume', () => {
  it('is silent at noon and at night where nobody has set anything', () => {
    const volume = (text: string) => careAt(DEFAULT_CARE, at(text)).volume
    expect(['23T11:59', '23T12:00', '23T13:59', '23T14:00'].map(volume)).toEqual([60, 0, 0, 60])
    expect(['23T19:59', '23T20:00', '24T07:59', '24T08:00'].map(volume)).toEqual([60, 0, 0, 60])
  })

  it('is never louder than any span that applies, nor above zero while it is closed', () => {
    const timed = fc.record({ from: time, to: time, volume: fc.integer({ min: 0, max: 100 }) })
    const any = fc.record({
      brightness: fc.integer({ min: 30, max: 100 }),
      volume: fc.integer({ min: 0, max: 100 }),
      volumeTimes: fc.array(timed, { maxLength: 4 }),
      openingHours: fc.array(span, { maxLength: 3 }),
    })
    fc.assert(
      fc.property(any, moment, (care: ScreenCare, now) => {
        const { open, volume, brightness, until } = careAt(care, now)
        const applying = care.volumeTimes.filter((one) => isWithin(one, now))
        for (const one of applying) expect(volume).toBeLessThanOrEqual(one.volume)
        if (open && applying.length === 0) expect(volume).toBe(care.volume)
        if (!open) expect([volume, brightness]).toEqual([0, 0.3])
        expect(brightness).toBeGreaterThanOrEqual(0.3)
        // Until then nothing changes.
        expect(until).toBe(nextMinute(now))
        expect(careAt(care, until - 1)).toEqual({ open, volume, brightness, until })
      }),
      { numRuns: 1_000 },
    )
  })

  it('is the default for a state of an older server, and for a damaged one', () => {
    for (const bad of [undefined, null, 3, {}, { ...DEFAULT_CARE, volume: 'x' }, { ...DEFAULT_CARE, volumeTimes: [3] }])
      expect(careOf(bad)).toEqual(DEFAULT_CARE)
    const own = { ...DEFAULT_CARE, volume: 10, openingHours: [{ days: [1], from: '09:00', to: '17:00' }] }
    expect(careOf(JSON.parse(JSON.stringify(own)))).toEqual(own)
  })
})

describe('what an officer writes', () => {
  const good = { ...DEFAULT_CARE, revision: 1 }
  it.each([
    ['too dark', { brightness: 29 }, 'brightness'],
    ['too loud', { volume: 101 }, 'volume'],
    ['no time', { volumeTimes: [{ from: '24:00', to: '08:00', volume: 0 }] }, 'volumeTimes.0.from'],
    ['no day', { openingHours: [{ days: [], from: '09:00', to: '17:00' }] }, 'openingHours.0.days'],
    ['a day that is none', { openingHours: [{ days: [8], from: '09:00', to: '17:00' }] }, 'openingHours.0.days.0'],
    ['too many spans', { volumeTimes: Array(13).fill(DEFAULT_CARE.volumeTimes[0]) }, 'volumeTimes'],
    ['a field left out', { openingHours: undefined }, 'openingHours'],
  ])('is refused with %s', (_what, wrong, field) => {
    const { error } = editCareSchema.safeParse({ ...good, ...wrong })
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field])
  })

  it('is said in short words', () => {
    expect(
      [
        [1, 2, 3, 4, 5],
        [6, 7],
        [1, 3, 4, 5],
        [1, 2, 3, 4, 5, 6, 7],
      ].map(daysText),
    ).toEqual(['周一至周五', '周六、周日', '周一、周三至周五', '每天'])
    expect(hoursText([{ days: [5], from: '18:00', to: '02:00' }])).toBe('周五 18:00—次日 02:00')
    expect([hoursText([]), volumesText(DEFAULT_CARE.volumeTimes)]).toEqual([
      '一直开放',
      '12:00—14:00 静音；20:00—次日 08:00 静音',
    ])
  })
})

describe('a screen is missed', () => {
  const openingHours = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }]
  const graces = { lost: GRACE_MS, opening: OPENING_GRACE_MS }
  const seen = (text: string | null) => ({ online: false, lastSeenAt: text === null ? null : at(text), openingHours })

  it('only if it was ever in use, is not there, and the hall is open', () => {
    expect(missedSince(seen('23T10:00'), at('23T10:00'))).toBe(at('23T10:00'))
    expect(missedSince({ ...seen('23T10:00'), online: true }, at('23T10:00'))).toBeUndefined()
    expect(missedSince(seen(null), at('23T10:00'))).toBeUndefined()
    expect(missedSince(seen('23T10:00'), at('23T17:00'))).toBeUndefined()
    // A Saturday.
    expect(missedSince(seen('27T10:00'), at('28T10:00'))).toBeUndefined()
  })

  it('a moment after it went, and a while after the hall has opened', () => {
    const lost = at('23T10:00')
    expect(missedSince(seen('23T10:00'), lost + GRACE_MS - 1, graces)).toBeUndefined()
    expect(missedSince(seen('23T10:00'), lost + GRACE_MS, graces)).toBe(lost)
    const opened = at('24T09:00')
    expect(missedSince(seen('23T17:30'), opened + OPENING_GRACE_MS - 1, graces)).toBeUndefined()
    expect(missedSince(seen('23T17:30'), opened + OPENING_GRACE_MS, graces)).toBe(opened)
  })
})
