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

/** Frontend messages of the extended protocol and of COPY: after them a query is in progress until its Sync. */
const UNDER_WAY = new Set([...'PBDECHdcf'].map((letter) => letter.charCodeAt(0)))
const SYNC = Uint8Array.of(0x53, 0, 0, 0, 4)
/** ReadyForQuery: 'Z', its length, and the state of the transaction. */
const READY = [0x5a, 0, 0, 0, 5]
const IDLE = 'I'.charCodeAt(0)

/** Replaces the `QueryQueueManager` of pglite-socket 0.2.17 (same methods). */
export class SessionQueue {
  private readonly db: PGlite
  private waiting: Waiting[] = []
  private running = false
  /** The connection that the session is reserved for. */
  private holder: number | undefined

  constructor(db: PGlite) {
    this.db = db
  }

  enqueue(connection: number, message: Uint8Array, onData: (data: Uint8Array) => void): Promise<number> {
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
    if (this.holder !== connection) return
    try {
      // Sync first: after an error inside a query the session ignores all other messages.
      await this.send(SYNC, () => {})
      await this.db.exec('ROLLBACK')
    } finally {
      this.holder = undefined
      void this.run()
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
    await this.db.runExclusive(() =>
      this.db.execProtocolRawStream(message, {
        onRawData: (data) => {
          tail = data.length >= 6 ? data.slice(-6) : Uint8Array.from([...tail, ...data]).slice(-6)
          onData(data)
        },
      }),
    )
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
        const ready = READY.every((byte, at) => tail[at] === byte)
        if (ready) this.holder = tail[5] === IDLE ? undefined : connection
        else if (message.subarray(0, 1).some((type) => UNDER_WAY.has(type))) this.holder = connection
        resolve(bytes)
      } catch (error) {
        reject(error as Error)
      }
    }
    this.running = false
  }
}
