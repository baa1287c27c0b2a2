/**
 * Notices screens that are behind: what they last reported is of an older revision than what is in the database. Their
 * announcement was lost, or nobody made one; they are sent the state again.
 */
import { readRevisions } from './revision.ts'

/** How often a node looks at its screens, ms; a screen that is behind twice in a row is sent its state. */
export const LAG_MS = 2_000
/** Looks between two sendings to a screen that does not follow: doubled each time up to the limit (64 s). */
const PATIENCE_MAX = 32

/** A connection, and what is known of its screen. */
interface Watched {
  screenId: string
  /** Of the last report of this connection; undefined before the first. */
  reported?: number
}

interface Lag {
  /** Looks in a row at which it was behind. */
  looks: number
  /** The look at which it is sent the state, and how many later the next time. */
  due: number
  patience: number
}

/** @returns a function that finds, at each call, whom to send the state. */
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
