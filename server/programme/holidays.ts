/** Days off and make-up workdays of the Chinese calendar, as the State Council has announced them (tyme4ts). */
import { SolarDay } from 'tyme4ts'
import { dayAfter, type SpecialDays } from '#shared/programme/running.ts'
import { dayOf } from '#shared/station.ts'

/** Screens without their server know the days so far ahead. */
const AHEAD_DAYS = 400

interface Calendar {
  special: SpecialDays
  /** The last day of the years that are announced; null: none from now on. */
  until: string | null
}
let made: { day: string; calendar: Calendar } | undefined

function solarDay(day: string): SolarDay {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return SolarDay.fromYmd(year, month, date)
}

/** From yesterday on, because a run may have begun then. */
export function holidaysAt(now: Date): Calendar {
  const day = dayOf(now)
  if (made?.day === day) return made.calendar
  const days = Array.from({ length: AHEAD_DAYS + 1 }, (_, n) => dayAfter(day, n - 1))
  const special = Object.fromEntries(
    days.flatMap((each) => {
      const holiday = solarDay(each).getLegalHoliday()
      return holiday ? [[each, holiday.isWork()]] : []
    }),
  )
  // Each year is announced as a whole, and New Year's Day is always off.
  const isKnown = (year: number) => SolarDay.fromYmd(year, 10, 1).getLegalHoliday() !== null
  const year = Number(day.slice(0, 4))
  const last = [year + 1, year].find(isKnown)
  made = { day, calendar: { special, until: last ? `${last}-12-31` : null } }
  return made.calendar
}
