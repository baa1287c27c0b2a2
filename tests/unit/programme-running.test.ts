import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginsOn, dayAfter, firstClash, mondayOf, runAt, weekdayOf, weekOf } from '#shared/programme/running.ts'
import type { Slot } from '#shared/programme/slot.ts'
import { hoursText, lengthText, weekdaysText } from '#shared/programme/words.ts'
import { dayOf } from '#shared/station.ts'
import { slotOf } from '../fixtures/programme.ts'

const at = (moment: string) => Date.parse(`${moment}:00+08:00`)
const MINUTE = 60_000
const DAY = 24 * 3600_000
const times = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`)
const days = fc.integer({ min: 0, max: 800 }).map((n) => dayAfter('2026-01-01', n))
const slots: fc.Arbitrary<Slot> = fc
  .record({
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    startsAt: times,
    endsAt: times,
    days: fc.constantFrom('all' as const, 'workdays' as const, 'holidays' as const),
    priority: fc.nat(2),
    validFrom: fc.option(days),
    validUntil: fc.option(days),
    id: fc.uuid(),
  })
  .map((over) => slotOf(over))
const special = fc.dictionary(days, fc.boolean(), { maxKeys: 20 })
const moments = fc.integer({ min: at('2026-01-03T00:00'), max: at('2028-01-01T00:00') })

describe('what runs at a moment', () => {
  it.each([
    ['before it begins', '2026-11-30T08:59', undefined],
    ['when it begins', '2026-11-30T09:00', 'a'],
    ['when it ends', '2026-11-30T12:00', undefined],
    ['on another day of the week', '2026-12-01T10:00', undefined],
    ['after midnight', '2026-12-06T01:59', 'b'],
    ['after its end after midnight', '2026-12-06T02:00', undefined],
    ['before its first day', '2026-11-28T23:00', undefined],
    ['on its last day', '2026-12-12T23:00', 'b'],
    ['after midnight of its last day', '2026-12-13T01:00', 'b'],
    ['a week later', '2026-12-19T23:00', undefined],
  ])('%s', (_what, moment, id) => {
    const all = [
      slotOf({ id: 'a', weekdays: [1], startsAt: '09:00', endsAt: '12:00' }),
      slotOf({
        id: 'b',
        weekdays: [6],
        startsAt: '20:00',
        endsAt: '02:00',
        validFrom: '2026-12-05',
        validUntil: '2026-12-12',
      }),
    ]
    expect(runAt(all, {}, at(moment)).run?.slot.id).toBe(id)
  })

  it('is the one of the higher priority, and the lower one goes on after it', () => {
    const all = [
      slotOf({ id: 'day', startsAt: '08:00', endsAt: '18:00' }),
      slotOf({ id: 'noon', startsAt: '12:00', endsAt: '13:00', priority: 3 }),
    ]
    const seen = ['11:59', '12:00', '12:59', '13:00'].map(
      (time) => runAt(all, {}, at(`2026-11-30T${time}`)).run?.slot.id,
    )
    expect(seen).toEqual(['day', 'noon', 'noon', 'day'])
    expect(runAt(all, {}, at('2026-11-30T13:00')).run?.from).toBe(at('2026-11-30T08:00'))
  })

  it('knows days off and make-up workdays', () => {
    const known = { '2026-10-01': false, '2026-10-10': true }
    const works = slotOf({ weekdays: [1, 2, 3, 4, 5], days: 'workdays' })
    const off = slotOf({ weekdays: [6, 7], days: 'holidays' })
    const on = (day: string) => [beginsOn(works, day, known), beginsOn(off, day, known)]
    expect(on('2026-09-30')).toEqual([true, false])
    expect(on('2026-10-01')).toEqual([false, true])
    expect(on('2026-10-10')).toEqual([true, false])
    expect(on('2026-10-11')).toEqual([false, true])
  })

  it('does not change before the moment that is named', () => {
    fc.assert(
      fc.property(
        fc.array(slots, { maxLength: 6 }),
        special,
        moments,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (all, known, now, part) => {
          const { run, until } = runAt(all, known, now)
          expect(until).toBeGreaterThan(now)
          expect(until - now).toBeLessThanOrEqual(DAY)
          const later = Math.floor(now + (until - now) * part)
          expect(runAt(all, known, later).run).toEqual(run)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is found minute by minute as by its plain definition', () => {
    fc.assert(
      fc.property(slots, special, moments, (slot, known, somewhen) => {
        const now = Math.floor(somewhen / MINUTE) * MINUTE
        const { run } = runAt([slot], known, now)
        const minute = ((now + 8 * 3600_000) % DAY) / MINUTE
        const [start, end] = [slot.startsAt, slot.endsAt].map(
          (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)),
        )
        const today = dayOf(new Date(now))
        const over = end! <= start!
        const inside =
          (beginsOn(slot, today, known) && minute >= start! && (over || minute < end!)) ||
          (over && beginsOn(slot, dayAfter(today, -1), known) && minute < end!)
        expect(run !== undefined).toBe(inside)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a week', () => {
  it('has every run, and a clash exactly where two of a priority run at once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(slots, { maxLength: 5, selector: ({ id }) => id }),
        special,
        days,
        (all, known, day) => {
          const monday = mondayOf(day)
          const begin = at(`${monday}T00:00`)
          const { runs, clashes } = weekOf(all, known, monday)
          for (let now = begin; now < begin + 7 * DAY; now += 47 * MINUTE) {
            const running = all.filter((slot) => runAt([slot], known, now).run)
            expect(
              runs
                .filter(({ from, until }) => from <= now && now < until)
                .map(({ slot }) => slot.id)
                .sort(),
            ).toEqual(running.map(({ id }) => id).sort())
            const rivals = running.some((one) =>
              running.some((two) => one.id !== two.id && one.priority === two.priority),
            )
            expect(clashes.some(({ from, until }) => from <= now && now < until)).toBe(rivals)
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)

  it('tells of the first clash of a slot with others, in whichever week it is', () => {
    fc.assert(
      fc.property(slots, fc.array(slots, { maxLength: 3 }), special, days, (slot, others, known, today) => {
        const found = firstClash(slot, others, known, today)
        const rivals = [slot, ...others.filter(({ id }) => id !== slot.id)]
        const weeks = Array.from({ length: 60 }, (_, n) => dayAfter(mondayOf(today), 7 * n))
        const seen = weeks
          .flatMap((monday) => weekOf(rivals, known, monday).clashes)
          .filter((clash) => clash.slots.some(({ id }) => id === slot.id) && clash.from >= at(`${today}T00:00`))
          .sort((a, b) => a.from - b.from)[0]
        // It may also be one that began the day before.
        if (seen) expect(found?.from).toBeLessThanOrEqual(seen.from)
        else if (found)
          expect(found.from < at(`${today}T00:00`) || found.from > at(`${dayAfter(today, 380)}T00:00`)).toBe(true)
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

describe('in words', () => {
  it.each([
    [[1, 2, 3, 4, 5], '周一至周五'],
    [[7, 6], '周六、周日'],
    [[1, 3, 5], '周一、周三、周五'],
    [[1, 2, 3, 4, 5, 6, 7], '每天'],
  ])('the days %j', (weekdays, text) => expect(weekdaysText(weekdays)).toBe(text))
  it('hours past midnight, and lengths', () => {
    expect(hoursText({ startsAt: '20:00', endsAt: '02:00' })).toBe('20:00–次日 02:00')
    expect(hoursText({ startsAt: '00:00', endsAt: '00:00' })).toBe('全天')
    expect([0, 45, 60, 3_675].map(lengthText)).toEqual(['0 秒', '45 秒', '1 分', '1 小时 1 分 15 秒'])
    expect(weekdayOf('2026-11-29')).toBe(7)
  })
})
