/**
 * Signs of life of the embedded database, in memory that its worker thread shares with the process: a thread that is
 * stuck inside Postgres can send no message.
 */

/** How long the database may be busy without reading, writing or answering anything, in s; a restart helps then. */
export const SILENT_S = 20
/** The same until it is open: compiling Postgres is one long computation, half a minute of it on a starved computer. */
export const OPENING_S = 90
/** The same after its log could not be written, and while the process is to end. */
export const SHORT_S = 3

export class Pulse {
  readonly memory: SharedArrayBuffer
  private readonly moves: Int32Array

  constructor(memory = new SharedArrayBuffer(4)) {
    this.memory = memory
    this.moves = new Int32Array(memory)
  }

  move(): void {
    Atomics.add(this.moves, 0, 1)
  }

  get count(): number {
    return Atomics.load(this.moves, 0)
  }
}

export interface Watch {
  /** From now on only SHORT_S of silence. */
  hurry: () => void
  /** The database is open: from now on SILENT_S of silence. */
  opened: () => void
  stop: () => void
}

/**
 * Calls `onSilent` once when the pulse has stood still. Counts seconds in which the process ran: it may be suspended.
 */
export function watchPulse(pulse: Pulse, onSilent: () => void, tickMs = 1_000): Watch {
  let limit = OPENING_S
  let last = pulse.count
  let silent = 0
  const timer = setInterval(() => {
    silent = pulse.count === last ? silent + 1 : 0
    last = pulse.count
    if (silent < limit) return
    clearInterval(timer)
    onSilent()
  }, tickMs)
  timer.unref()
  return {
    hurry: () => (limit = SHORT_S),
    opened: () => (limit = Math.min(limit, SILENT_S)),
    stop: () => clearInterval(timer),
  }
}
