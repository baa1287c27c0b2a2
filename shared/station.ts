/** Constants of the place where the software runs. */

/** Time zone of all displayed and counted days and times. */
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

/** The instant (ms since the epoch) at which a calendar day (`YYYY-MM-DD`) of Asia/Shanghai ends: UTC+8 all year. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`) + 24 * 3600_000
}
