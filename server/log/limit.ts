/** The same line at most once per cause and minute, with a count: a failing minute must not fill the disk. */
import type { LogEntry } from './report.ts'

const WINDOW_MS = 60_000
/** Different causes in a minute; what goes beyond is counted in one line. */
const CAUSES_MAX = 30

export interface LimitedLog {
  take: (entry: LogEntry, now: number) => void
  /** To be called every few seconds: writes the counts of minutes that are over. @param all also of those that run */
  flush: (now: number, all?: boolean) => void
}

/** Numbers differ between lines of one cause. */
const causeOf = ({ level, of, text }: LogEntry) => `${level} ${of} ${text.replace(/\d+/g, '#')}`
const BEYOND: LogEntry = { level: 'warn', of: 'log', text: 'further lines were left out' }

/** @param write a line that stands for so many */
export function limitLog(write: (entry: LogEntry, times: number) => void): LimitedLog {
  const minutes = new Map<string, { from: number; again: number; last: LogEntry }>()
  return {
    take(entry, now) {
      const full = minutes.size >= CAUSES_MAX && !minutes.has(causeOf(entry))
      const last = full ? BEYOND : entry
      const minute = minutes.get(causeOf(last))
      if (minute) Object.assign(minute, { again: minute.again + 1, last })
      else {
        minutes.set(causeOf(last), { from: now, again: 0, last })
        write(last, 1)
      }
    },
    flush(now, all = false) {
      for (const [cause, { from, again, last }] of minutes) {
        if (!all && now - from < WINDOW_MS) continue
        if (again > 0) write(last, again)
        // A cause that goes on has its next line a minute later.
        if (again > 0) minutes.set(cause, { from: now, again: 0, last })
        else minutes.delete(cause)
      }
    },
  }
}
