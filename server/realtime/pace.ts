/** Throttles notifications about data that change all the time: collapsed into one for all that come while it waits. */
import { report } from '#server/log/report.ts'

/** A timer may fire a little early, and would then find the figures of before. */
const AFTER_PUBLICATION_MS = 20

export interface Pace {
  /** Schedules one run for this key, no matter how often it is called until then. */
  ask: (key: string) => void
  /** Drops scheduled runs. */
  stop: () => void
}

/** @param wait how long the first call for a key waits for others, in ms. */
export function pace(wait: () => number, run: (key: string) => void | Promise<void>): Pace {
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
      waiting.set(key, setTimeout(soon, wait()).unref())
    },
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}

/**
 * Runs at each moment at which figures are published, whether or not there is anything new: whoever hears only of what
 * has changed knows from silence that nobody has come.
 * @param wait how long it takes until the next such moment, in ms. @returns stops it
 */
export function atEachPublication(wait: () => number, run: () => void | Promise<void>): () => void {
  let timer: NodeJS.Timeout
  const next = () => {
    timer = setTimeout(() => {
      next()
      void (async () => run())().catch((error: unknown) => report('error', 'socket', error, { doing: 'announce' }))
    }, wait() + AFTER_PUBLICATION_MS).unref()
  }
  next()
  return () => clearTimeout(timer)
}
