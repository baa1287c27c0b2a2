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
