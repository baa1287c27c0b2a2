/** Fixed facts of the place the software runs in. */

/** All days and clock times shown or counted are of this zone. */
export const TIME_ZONE = 'Asia/Shanghai'

const dayFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** Calendar day (`YYYY-MM-DD`) in Asia/Shanghai of an instant. */
export function dayOf(at: Date): string {
  return dayFormat.format(at)
}

/** The instant (ms since the epoch) at which a calendar day (`YYYY-MM-DD`) of Asia/Shanghai is over: UTC+8 all year. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`) + 24 * 3600_000
}
