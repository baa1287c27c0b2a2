/** A figure of a day is that day's: what a screen that has lost its server may still say, and how. */
import { dayOf, TIME_ZONE } from '../station.ts'
import type { ScreenCounters } from './state.ts'

/** Figures of today that are older than this are shown with their time, ms. */
const FRESH_MS = 25 * 60_000

/** What is known of the present time. */
export interface Present {
  /** The server's time as estimated, and by this device's own clock with its last known error; ms since the epoch. */
  server: number
  device: number
  /** The server has answered since this page was loaded: a device that was off may believe it is still yesterday. */
  certain: boolean
}

export interface ShownFigures {
  /** Null when it is not known to be today's. */
  today: number | null
  /** When the figures were read; empty while they are fresh. */
  asOf: string
}

const format = new Intl.DateTimeFormat('en-CA', {
  timeZone: TIME_ZONE,
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** `11月27日 18:05`, or without its day. */
function timeText(at: number, withDay: boolean): string {
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${withDay ? `${Number(part.month)}月${Number(part.day)}日 ` : ''}${part.hour}:${part.minute}`
}

export function figuresAt(counters: ScreenCounters, { server, device, certain }: Present): ShownFigures {
  const { day, at, completionsToday } = counters
  // The two clocks differ after the device slept: then neither is believed.
  const current = certain && dayOf(new Date(server)) === day && dayOf(new Date(device)) === day
  if (current && at !== undefined && server - at <= FRESH_MS) return { today: completionsToday, asOf: '' }
  return { today: current ? completionsToday : null, asOf: at === undefined ? '' : timeText(at, !current) }
}
