/** Keeps the log of a serving process: takes all entries, and what libraries say on the console. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { openLogFile } from './file.ts'
import { limitLog } from './limit.ts'
import { type Level, LEVELS, lineOf, LOG_CHANNEL, type LogEntry, report } from './report.ts'

const FLUSH_MS = 5_000
/** Nitro's line for a failed page, with its address and the stack; ours is written by the error handler. */
const NITRO = '[request error]'

/** A library's words: its first sentence, and the error that stands beside it. */
function take(level: Level, said: readonly unknown[]): void {
  const [first] = said
  if (typeof first === 'string' && first.startsWith(NITRO)) return
  const error = said.find((each) => each instanceof Error)
  const words = said.length === 1 ? first : said.filter((each) => typeof each === 'string').join(' ')
  const [, of = 'console', rest = words] = (typeof words === 'string' && /^\[([\w-]+)\] *(.*)/s.exec(words)) || []
  report(level, of, error ?? rest)
}

export interface KeptLog {
  /** Writes what was counted, and gives the console back. */
  stop: () => void
}

/** @param window takes lines for the person before the screen */
export function keepLog(
  dataDir: string,
  least: Level,
  window = (line: string) => void process.stderr.write(line),
): KeptLog {
  const append = openLogFile(dataDir)
  const limited = limitLog((entry, times) => {
    const time = new Date()
    const { more, ...known } = entry
    append(JSON.stringify({ time: time.toISOString(), ...known, ...more, ...(times > 1 && { times }) }))
    const clock = time.toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })
    window(`${clock} ${lineOf(entry, times)}\n`)
  })
  const wanted: readonly Level[] = LEVELS.slice(0, LEVELS.indexOf(least) + 1)
  const listener = (message: unknown) => {
    const entry = message as LogEntry
    if (wanted.includes(entry.level)) limited.take(entry, performance.now())
  }
  subscribe(LOG_CHANNEL, listener)
  const { error, warn } = console
  console.error = (...said: unknown[]) => take('error', said)
  console.warn = (...said: unknown[]) => take('warn', said)
  const timer = setInterval(() => limited.flush(performance.now()), FLUSH_MS).unref()
  return {
    stop() {
      clearInterval(timer)
      limited.flush(performance.now(), true)
      unsubscribe(LOG_CHANNEL, listener)
      Object.assign(console, { error, warn })
    },
  }
}
