/**
 * Detects screens with a stale state: the revision they last reported is older than the one in the database. The
 * notification was lost, or never sent; the state is sent to them again.
 */
import { readRevisions } from './revision.ts'

/** How often a node checks its screens, ms; a screen that is stale in two checks in a row is sent its state. */
export const LAG_MS = 2_000
/** Most checks between two attempts to update a stale screen: doubled after each attempt up to this limit (64 s). */
const PATIENCE_MAX = 32

/** A connection, and the last report of its screen. */
interface Watched {
  screenId: string
  /** Revision in the last report of this connection; undefined before the first. */
  reported?: number
}

interface Lag {
  /** Number of checks in a row in which it was stale. */
  looks: number
  /** The check at which the state is sent, and the number of checks until the next attempt. */
  due: number
  patience: number
}

/** @returns a function that returns, at each call, the sockets to which the state must be sent. */
export function watchLag<S extends object>(watched: (socket: S) => Watched) {
  const lags = new WeakMap<S, Lag>()
  return async (sockets: readonly S[]): Promise<S[]> => {
    const revisions = await readRevisions([...new Set(sockets.map((socket) => watched(socket).screenId))])
    return sockets.filter((socket) => {
      const { screenId, reported = -1 } = watched(socket)
      if (reported >= (revisions.get(screenId) ?? 0)) return lags.delete(socket) && false
      const lag = lags.get(socket) ?? { looks: 0, due: 2, patience: 2 }
      lags.set(socket, lag)
      lag.looks += 1
      if (lag.looks < lag.due) return false
      lag.due = lag.looks + lag.patience
      lag.patience = Math.min(lag.patience * 2, PATIENCE_MAX)
      return true
    })
  }
}
