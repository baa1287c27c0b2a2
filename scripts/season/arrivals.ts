/** When phones arrive at a touchpoint: by its rhythm over the days, and by a typical distribution over the hours. */
import type { TouchpointPlan } from './plan.ts'
import { between, type Random, weighted } from './random.ts'

const DAY_MS = 86_400_000
/** Hours of the day in Asia/Shanghai: quiet nights, a peak at noon, a higher one after supper. */
const HOURS = [0, 0, 0, 0, 0, 0, 1, 3, 5, 7, 8, 8, 10, 8, 6, 6, 7, 7, 8, 11, 14, 11, 5, 2]

/** The calendar day `days` after `day` (`YYYY-MM-DD`). */
export const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)

/** An instant by day and time in Asia/Shanghai. */
function momentOf(day: string, random: Random): Date {
  const two = (value: number) => String(value).padStart(2, '0')
  return new Date(
    `${day}T${two(weighted(random, HOURS))}:${two(between(random, 0, 59))}:${two(between(random, 0, 59))}+08:00`,
  )
}

/** @param days how long the campaign runs (or has run). @returns instants, unsorted. */
export function momentsAt(
  { phones, rhythm, contacts }: TouchpointPlan,
  startsOn: string,
  days: number,
  random: Random,
): Date[] {
  const weights = Array.from({ length: days }, (_, day) => {
    if (rhythm === 'steady') return day < 2 ? 0 : 1
    // Most arrive on the evening of an event, some on the day after.
    if (rhythm === 'events')
      return contacts.reduce(
        (sum, [at, quantity]) =>
          sum + (day === at ? 8 : day === at + 1 ? 2 : day === at + 2 ? 0.6 : 0) * Math.sqrt(quantity),
        0.4,
      )
    return Math.exp(-day / 14) + contacts.reduce((sum, [at]) => sum + (day >= at && day < at + 3 ? 0.5 : 0), 0)
  })
  return Array.from({ length: phones }, () => momentOf(dayAfter(startsOn, weighted(random, weights)), random))
}
