/**
 * Serialises access to the single session of PGlite. The queue of pglite-socket can interleave messages of other
 * connections into a query: as all connections share the unnamed statement and portal, a query could get the rows of
 * another one. This queue reserves the session for a connection from the first message of a query to its Sync, and for
 * the length of its transaction.
 */
import type { PGlite } from '@electric-sql/pglite'

interface Waiting {
  connection: number
  message: Uint8Array
  onData: (data: Uint8Array) => void
  resolve: (bytes: number) => void
  reject: (error: Error) => void
}

export interface SessionEvents {
  /** The database has sent something. */
  moved: () => void
  /** The database ended in the middle of a message, as it does when its log cannot be written. */
  broken: () => void
}

/** Frontend messages of the extended protocol and of COPY: after them a query is in progress until its Sync. */
const UNDER_WAY = new Set([...'PBDECHdcf'].map((letter) => letter.charCodeAt(0)))
const SYNC = Uint8Array.of(0x53, 0, 0, 0, 4)
/** How long a connection may reserve the session without sending anything while another waits, in ms. */
export const HOLD_MS = 3_000

/** What a connection gets that has lost its turn: an ErrorResponse as Postgres sends it for an idle transaction. */
const TURN_LOST = (() => {
  const fields = ['SFATAL', 'VFATAL', 'C25P03', 'Mterminating connection due to idle-in-transaction timeout']
  const body = Buffer.from(`${fields.map((field) => `${field}\0`).join('')}\0`)
  const head = Buffer.from([0x45, 0, 0, 0, 0])
  head.writeInt32BE(body.length + 4, 1)
  return new Uint8Array(Buffer.concat([head, body]))
})()
/** ReadyForQuery: 'Z', its length, and the state of the transaction. */
const READY = [0x5a, 0, 0, 0, 5]
const IDLE = 'I'.charCodeAt(0)
const isReady = (tail: Uint8Array) => READY.every((byte, at) => tail[at] === byte)

/** Replaces the `QueryQueueManager` of pglite-socket 0.2.17 (same methods). */
export class SessionQueue {
  private readonly db: PGlite
  private waiting: Waiting[] = []
  private running = false
  /** The connection that the session is reserved for. */
  private holder: number | undefined
  /** When the session was last in use, in ms of the monotonic clock. */
  private movedAt = 0
  private patience: NodeJS.Timeout | undefined
  private releasing: Promise<void> | undefined
  /** Connections whose transaction was rolled back because they kept the session without using it. */
  private readonly stalled = new Set<number>()
  private readonly events: SessionEvents
  /** Messages that the database is working on: 1 at most, and one of a rollback. */
  private sending = 0

  constructor(db: PGlite, events: SessionEvents) {
    this.db = db
    this.events = events
  }

  /** Whether the database is working on a message. */
  get isBusy(): boolean {
    return this.sending > 0
  }

  enqueue(connection: number, message: Uint8Array, onData: (data: Uint8Array) => void): Promise<number> {
    if (this.stalled.delete(connection)) {
      onData(TURN_LOST)
      return Promise.reject(new Error('the connection was idle in its transaction'))
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ connection, message, onData, resolve, reject })
      void this.run()
    })
  }

  getQueueLength(): number {
    return this.waiting.length
  }

  clearQueueForHandler(connection: number): void {
    const dropped = this.waiting.filter((query) => query.connection === connection)
    this.waiting = this.waiting.filter((query) => query.connection !== connection)
    for (const query of dropped) query.reject(new Error('the connection was closed'))
  }

  /** A connection was closed: rolls back its open transaction and releases the session. */
  async clearTransactionIfNeeded(connection: number): Promise<void> {
    this.stalled.delete(connection)
    if (this.holder === connection) await this.release()
  }

  /** Rolls back once, even when a connection is closed meanwhile: the session may be another one's afterwards. */
  private release(): Promise<void> {
    this.releasing ??= this.rollBack().finally(() => {
      this.holder = undefined
      this.releasing = undefined
      void this.run()
    })
    return this.releasing
  }

  private async rollBack(): Promise<void> {
    // Sync first: after an error inside a query the session ignores all other messages.
    if (!isReady(await this.send(SYNC, () => {}))) return this.events.broken()
    await this.inUse(() => this.db.exec('ROLLBACK'))
  }

  /** Others wait for a connection that sends nothing, e.g. of a suspended process: it loses its turn in time. */
  private waitForHolder(): void {
    const { holder } = this
    clearTimeout(this.patience)
    if (holder === undefined || !this.waiting.length) return
    this.patience = setTimeout(
      () => {
        if (this.holder !== holder || this.running || performance.now() - this.movedAt < HOLD_MS) return
        // Its next message is refused, so that none is taken for one outside of a transaction.
        this.stalled.add(holder)
        void this.release()
      },
      Math.max(100, this.movedAt + HOLD_MS - performance.now() + 1),
    )
  }

  private async inUse<T>(work: () => Promise<T>): Promise<T> {
    this.sending++
    try {
      return await work()
    } finally {
      this.sending--
      this.movedAt = performance.now()
    }
  }

  private next(): Waiting | undefined {
    if (this.holder === undefined) return this.waiting.shift()
    const index = this.waiting.findIndex((query) => query.connection === this.holder)
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0]
  }

  /** @returns the last bytes of the response, enough to hold a ReadyForQuery. */
  private async send(message: Uint8Array, onData: (data: Uint8Array) => void): Promise<Uint8Array> {
    let tail = new Uint8Array()
    const work = () =>
      this.db.execProtocolRawStream(message, {
        onRawData: (data) => {
          this.events.moved()
          tail = data.length >= 6 ? data.slice(-6) : Uint8Array.from([...tail, ...data]).slice(-6)
          onData(data)
        },
      })
    await this.inUse(() => this.db.runExclusive(work))
    return tail
  }

  private async run(): Promise<void> {
    if (this.running) return
    this.running = true
    for (let query = this.next(); query; query = this.next()) {
      const { connection, message, onData, resolve, reject } = query
      let bytes = 0
      try {
        const tail = await this.send(message, (data) => {
          bytes += data.length
          onData(data)
        })
        const ready = isReady(tail)
        if (!ready && message[0] === SYNC[0]) this.events.broken()
        if (ready) this.holder = tail[5] === IDLE ? undefined : connection
        else if (message.subarray(0, 1).some((type) => UNDER_WAY.has(type))) this.holder = connection
        resolve(bytes)
      } catch (error) {
        reject(error as Error)
      }
    }
    this.running = false
    this.waitForHolder()
  }
}
