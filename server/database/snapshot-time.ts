/** When the daily snapshot of an embedded database is made: at night, or else when nobody is there. */
import { dayOf, TIME_ZONE } from '../../shared/station.ts'

/** Quiet hours at the station: from the first, before the last. */
const NIGHT = { from: 1, to: 5 }
const HOUR_MS = 3_600_000
/** None was made last night, because the computer was off. */
const MISSED_MS = 24 * HOUR_MS
/** Then one is made whoever is there, in ms: data without a copy are worse than a slow minute. */
const LONGEST_MS = 48 * HOUR_MS
/** Share of the last minutes in which the process was at work; one that only keeps screens connected is far below. */
const CALM = 0.05

export interface SnapshotFacts {
  /** Now, in ms since the epoch, like the others. */
  now: number
  /** When the newest snapshot was made; undefined where there is none. */
  since: number | undefined
  /** When the process was started. */
  startedAt: number
  /** Share of the time since the last look in which the process was at work, 0 to 1. */
  load: number
}

const hourFormat = new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, hour: '2-digit', hourCycle: 'h23' })

export function isSnapshotTime({ now, since, startedAt, load }: SnapshotFacts): boolean {
  if (since !== undefined && dayOf(new Date(since)) === dayOf(new Date(now))) return false
  const hour = Number(hourFormat.format(now))
  if (hour >= NIGHT.from && hour < NIGHT.to) return true
  if (now - Math.max(since ?? 0, startedAt) > LONGEST_MS) return true
  return load < CALM && (since === undefined || now - since > MISSED_MS)
}
