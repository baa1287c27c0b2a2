/**
 * The only way to the log. Whoever keeps it (`keep.ts`, in the launcher) listens on a channel of the process: launcher
 * and built server have a copy of this file each. Where nobody does, in scripts and tests, errors and warnings go to
 * the console.
 */
import { channel } from 'node:diagnostics_channel'
import { type Words, wordsOf } from './words.ts'

export const LEVELS = ['error', 'warn', 'info', 'debug'] as const
export type Level = (typeof LEVELS)[number]

export interface LogEntry extends Words {
  level: Level
  /** The part of the server, e.g. `api`. */
  of: string
  /** What else is known, in a few words: method, shape of the address. */
  more?: Readonly<Record<string, string | number>>
}

export const LOG_CHANNEL = 'jinmeiting:log'
const entries = channel(LOG_CHANNEL)

/** As it stands in the window. @param times how often since the last such line */
export const lineOf = ({ level, of, text, at, more = {} }: LogEntry, times = 1): string =>
  [
    `${level} [${of}] ${text}`,
    ...Object.entries(more).map(([name, value]) => `${name}=${value}`),
    ...(at ? [`at=${at}`] : []),
    ...(times > 1 ? [`×${times}`] : []),
  ].join(' ')

/** @param what an error, or a sentence; parameters, queries and tokens are left out of it */
export function report(level: Level, of: string, what: unknown, more?: LogEntry['more']): void {
  const entry: LogEntry = { level, of, ...wordsOf(what), ...(more && { more }) }
  if (entries.hasSubscribers) entries.publish(entry)
  else if (level === 'error' || level === 'warn') console[level](lineOf(entry))
}
