/** Throttles notifications about data that change all the time: collapsed into at most one per interval. */
import { report } from '#server/log/report.ts'

export interface Pace {
  /** Schedules one run for this key at the end of the interval, no matter how often it is called meanwhile. */
  ask: (key: string) => void
  /** Drops scheduled runs. */
  stop: () => void
}

/** @param intervalMs shortest time between two runs for one key. */
export function pace(intervalMs: number, run: (key: string) => void | Promise<void>): Pace {
  const waiting = new Map<string, NodeJS.Timeout>()
  const runNow = async (key: string) => {
    waiting.delete(key)
    await run(key)
  }
  return {
    ask(key) {
      if (waiting.has(key)) return
      const soon = () =>
        void runNow(key).catch((error: unknown) => report('error', 'socket', error, { doing: 'announce' }))
      waiting.set(key, setTimeout(soon, intervalMs).unref())
    },
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}
