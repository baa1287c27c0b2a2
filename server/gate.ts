/** Concurrency limits for work that costs much memory or processor time: few run at once, a bounded number waits. */
import pLimit from 'p-limit'
import { AppError } from '#shared/errors.ts'

export interface GateOptions {
  /** Jobs that run at the same time. */
  atOnce: number
  /** Jobs that may wait, first in, first out. */
  waiting: number
  /** Message for people when the queue is full. */
  message: string
}

/** @returns a function that runs a job within the limit; rejects with AppError `too_many` when the queue is full. */
export function makeGate({ atOnce, waiting, message }: GateOptions): <T>(work: () => Promise<T>) => Promise<T> {
  const limit = pLimit(atOnce)
  return async (work) => {
    if (limit.activeCount + limit.pendingCount >= atOnce + waiting) throw new AppError('too_many', message)
    return limit(work)
  }
}

export interface Lane {
  /** Jobs that may wait in this lane. */
  waiting: number
  /** Of these and of those that run, jobs of one share, e.g. of one network. */
  perShare: number
}

/** Which lane a job takes, and whose share of it. */
export interface Turn<Name extends string> {
  lane: Name
  share: string
}

/**
 * A gate with several queues: whoever fills one does not keep the others waiting. Of the jobs that wait, those of the
 * first lane run first, then those of the next; within a lane, shares take turns, so that nobody waits for a flood.
 * @returns a function that runs a job within the limits; rejects with AppError `too_many` when its lane, or its share
 * of it, is full.
 */
export function makeLanes<Name extends string>({
  atOnce,
  lanes,
  message,
}: {
  atOnce: number
  /** The most urgent first. */
  lanes: Record<Name, Lane>
  message: string
}): <T>(turn: Turn<Name>, work: () => Promise<T>) => Promise<T> {
  /** By lane and share, those whose turn is next first; no share without jobs. */
  const queues = new Map(Object.keys(lanes).map((name) => [name, new Map<string, (() => void)[]>()]))
  /** Jobs that run or wait, by lane and share. */
  const shares = new Map<string, number>()
  let running = 0

  function next(): void {
    if (running >= atOnce) return
    for (const queue of queues.values()) {
      const [first] = queue
      if (!first) continue
      const [share, [start, ...later]] = first
      queue.delete(share)
      if (later.length > 0) queue.set(share, later)
      running += 1
      return start?.()
    }
  }

  return async ({ lane, share }, work) => {
    const { waiting, perShare } = lanes[lane]
    const queue = queues.get(lane) ?? new Map<string, (() => void)[]>()
    const queued = [...queue.values()].reduce((sum, jobs) => sum + jobs.length, 0)
    const key = `${lane}|${share}`
    const own = shares.get(key) ?? 0
    if (own >= perShare || (running >= atOnce && queued >= waiting)) throw new AppError('too_many', message)
    shares.set(key, own + 1)
    try {
      await new Promise<void>((resolve) => {
        queue.set(share, [...(queue.get(share) ?? []), resolve])
        next()
      })
      try {
        return await work()
      } finally {
        running -= 1
        next()
      }
    } finally {
      const left = (shares.get(key) ?? 1) - 1
      if (left > 0) shares.set(key, left)
      else shares.delete(key)
    }
  }
}
