/** Gates for work that costs much memory or processor time: few at once, a bounded number waits. */
import pLimit from 'p-limit'
import { AppError } from '#shared/errors.ts'

export interface GateOptions {
  /** Works that run at the same time. */
  atOnce: number
  /** Works that may wait for their turn, in the order they came. */
  waiting: number
  /** For people: why one more is sent away. */
  message: string
}

/** @returns runs works through the gate; rejects with AppError `too_many` when too many wait already. */
export function makeGate({ atOnce, waiting, message }: GateOptions): <T>(work: () => Promise<T>) => Promise<T> {
  const limit = pLimit(atOnce)
  return async (work) => {
    if (limit.activeCount + limit.pendingCount >= atOnce + waiting) throw new AppError('too_many', message)
    return limit(work)
  }
}
