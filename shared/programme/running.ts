/** Which slot runs when: computed from the slots and the time alone, so that all screens of a group agree. */
import { dayOf } from '../station.ts'
import type { Slot } from './slot.ts'

/**
 * Days that are not what their weekday says: `true` is a make-up workday at a weekend, `false` a day off that was given
 * by law. YYYY-MM-DD.
 */
export type SpecialDays = Readonly<Record<string, boolean>>

/** One run of a slot; ms since the epoch, `until` not included. */
export interface Run<S extends Slot = Slot> {
  slot: S
  from: number
  until: number
}

const DAY_MS = 24 * 3600_000
const MINUTE_MS = 60_000
/** Asia/Shanghai is UTC+8 all year. */
const startOfDay = (day: string) => Date.parse(`${day}T00:00:00+08:00`)
/** The day (YYYY-MM-DD) some days after another one. */
export const dayAfter = (day: string, days = 1): string => dayOf(new Date(startOfDay(day) + days * DAY_MS))
/** ISO day of the week, 1 (Monday) to 7. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7
/** The Monday of a day's week. */
export const mondayOf = (day: string): string => dayAfter(day, 1 - weekdayOf(day))

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/**
 * Whether a slot begins on a day. Holidays off and make-up workdays take the place of the weekdays: a programme for
 * workdays from Monday to Friday also begins on a Sunday that is worked, and not on a Monday that is off.
 */
export function beginsOn(slot: Slot, day: string, special: SpecialDays): boolean {
  if ((slot.validFrom && day < slot.validFrom) || (slot.validUntil && day > slot.validUntil)) return false
  const weekday = weekdayOf(day)
  const named = slot.weekdays.includes(weekday)
  if (slot.days === 'all') return named
  const working = special[day] ?? weekday <= 5
  return slot.days === 'workdays'
    ? working && (named || special[day] === true)
    : !working && (named || special[day] === false)
}

/** The run that begins on a day. */
function runOn<S extends Slot>(slot: S, day: string, special: SpecialDays): Run<S> | undefined {
  if (!beginsOn(slot, day, special)) return undefined
  const start = minutesOf(slot.startsAt)
  const end = minutesOf(slot.endsAt)
  const from = startOfDay(day) + start * MINUTE_MS
  return { slot, from, until: startOfDay(day) + end * MINUTE_MS + (end <= start ? DAY_MS : 0) }
}

/** All runs that begin on one of some days. */
function runsFrom<S extends Slot>(slots: readonly S[], first: string, days: number, special: SpecialDays): Run<S>[] {
  return Array.from({ length: days }, (_, n) => dayAfter(first, n)).flatMap((day) =>
    slots.flatMap((slot) => runOn(slot, day, special) ?? []),
  )
}

/** The one that is shown; the office refuses two of the same priority at the same time. */
function higher<S extends Slot>(a: Run<S>, b: Run<S>): Run<S> {
  if (a.slot.priority !== b.slot.priority) return a.slot.priority > b.slot.priority ? a : b
  if (a.from !== b.from) return a.from > b.from ? a : b
  return a.slot.id < b.slot.id ? a : b
}

/** What runs at a moment, and until when that cannot change. */
export function runAt<S extends Slot>(
  slots: readonly S[],
  special: SpecialDays,
  at: number,
): { run: Run<S> | undefined; until: number } {
  const today = dayOf(new Date(at))
  // The one that began yesterday may end today; those of tomorrow tell until when nothing runs.
  const near = runsFrom(slots, dayAfter(today, -1), 3, special)
  const running = near.filter(({ from, until }) => from <= at && at < until)
  const changes = near.flatMap(({ from, until }) => [from, until]).filter((change) => change > at)
  return {
    run: running.length ? running.reduce(higher) : undefined,
    until: Math.min(startOfDay(today) + DAY_MS, ...changes),
  }
}

/** Two runs of the same priority at the same time: the office must decide. */
export interface Clash<S extends Slot = Slot> {
  slots: [S, S]
  from: number
  until: number
}

function clashOfRuns<S extends Slot>(a: Run<S>, b: Run<S>): Clash<S> | undefined {
  const from = Math.max(a.from, b.from)
  const until = Math.min(a.until, b.until)
  return from < until ? { slots: [a.slot, b.slot], from, until } : undefined
}

/** Whatever runs in a week, also what only reaches into it, and where two of the same priority meet. */
export function weekOf<S extends Slot>(
  slots: readonly S[],
  special: SpecialDays,
  monday: string,
): { runs: Run<S>[]; clashes: Clash<S>[] } {
  const begin = startOfDay(monday)
  const end = startOfDay(dayAfter(monday, 7))
  const runs = runsFrom(slots, dayAfter(monday, -1), 8, special).filter(
    ({ from, until }) => until > begin && from < end,
  )
  const clashes = runs.flatMap((run, at) =>
    runs
      .slice(at + 1)
      .filter(({ slot }) => slot.id !== run.slot.id && slot.priority === run.slot.priority)
      .flatMap((other) => clashOfRuns(run, other) ?? []),
  )
  return { runs, clashes }
}

/** Farther than any special day is known: beyond it, weeks repeat. */
const HORIZON_DAYS = 400

/** The first time from a day on at which a slot meets another one of its priority; undefined: never. */
export function firstClash<S extends Slot>(
  slot: S,
  others: readonly S[],
  special: SpecialDays,
  from: string,
): Clash<S> | undefined {
  const rivals = others.filter(({ id, priority }) => id !== slot.id && priority === slot.priority)
  const starts = rivals.map(({ validFrom }) => validFrom ?? '')
  const first = [
    from,
    slot.validFrom ?? '',
    ...(starts.length ? [starts.reduce((a, b) => (a < b ? a : b))] : []),
  ].reduce((a, b) => (a > b ? a : b))
  for (let day = dayAfter(first, -1), n = 0; n < HORIZON_DAYS; day = dayAfter(day), n += 1) {
    const run = runOn(slot, day, special)
    if (!run) continue
    const clashes = runsFrom(rivals, dayAfter(day, -1), 3, special).flatMap((other) => clashOfRuns(run, other) ?? [])
    const [earliest] = clashes.sort((a, b) => a.from - b.from)
    if (earliest) return earliest
  }
  return undefined
}
