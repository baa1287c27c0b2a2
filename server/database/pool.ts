/**
 * A pool that survives lost connections. postgres.js (3.4.9) reuses a lost connection object with leftover state: an
 * old error fails the next query, half a message precedes the new handshake, and a query sent between the error and the
 * closing of the socket hangs forever, or gets the rows of another query. This cannot be repaired from outside.
 * Therefore a pool that has lost a connection gets no further queries: a new pool replaces it before the driver notices
 * the loss, and the old one may finish the queries of its other connections. tests/db/lost-connection.test.ts cuts real
 * connections.
 */
import { Socket } from 'node:net'
import postgres, { type Options, type Sql } from 'postgres'
import { guardTransactions } from './session.ts'

type Settings = Sql['options']
interface Pool {
  sql: Sql
  /** Prevents further connections. */
  shut: () => void
}

/** How long a replaced pool may finish its queued queries, and then its running ones, in ms. */
const FINISH_MS = 2_000
const LAST_MS = 5_000

/**
 * A socket that calls `onOver` before any other code learns that it was closed, also under TLS. A socket that never
 * connected does not call it.
 */
class WatchedSocket extends Socket {
  private readonly onOver: () => void

  constructor(onOver: () => void) {
    super()
    this.onOver = onOver
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.pending) this.onOver()
    super._destroy(error, done)
  }
}

const replaced = () => Object.assign(new Error('this pool has been replaced'), { code: 'CONNECTION_ENDED' })

/** Opens a pool with the settings of another one as parsed by the driver, including later changes to its parsers. */
function openPool(settings: Settings, onLoss: () => void): Pool {
  let open = true
  let turn = 0
  const socket = () => {
    const made = new WatchedSocket(onLoss)
    const at = turn++ % settings.host.length
    const [host, port] = [settings.host[at]!, settings.port[at]!]
    if (!open) setImmediate(() => made.destroy(replaced()))
    else if (settings.path) made.connect(settings.path)
    // Under TLS the driver reads the name that the certificate must match from the socket.
    else Object.assign(made, { host, port }).connect(port, host)
    return made
  }
  // The driver accepts its own parsed settings; its types do not say so.
  const sql = postgres({ ...settings, socket } as unknown as Options<Record<string, never>>)
  return { sql: guardTransactions(sql), shut: () => (open = false) }
}

const surrenders = new WeakMap<Sql, () => void>()

/** Ends all connections of a pool at once, where nobody else does; what waits for them fails as after a loss. */
export const giveUpConnections = (pool: Sql): void => surrenders.get(pool)?.()

/** Opens a pool that is replaced when it loses a connection. Callers keep using the same object. */
export function lastingPool(settings: Settings): Sql {
  /** Replaced pools that still have queries. */
  const leaving = new Set<Pool>()
  let ended = false
  const open = (): Pool => {
    const pool = openPool(settings, () => {
      if (ended || current !== pool) return
      current = open()
      void leave(pool)
    })
    return pool
  }
  async function leave(pool: Pool): Promise<void> {
    leaving.add(pool)
    await new Promise((resolve) => setTimeout(resolve, FINISH_MS).unref())
    pool.shut()
    await pool.sql.end({ timeout: LAST_MS / 1000 })
    leaving.delete(pool)
  }
  async function end(options?: { timeout?: number }): Promise<void> {
    ended = true
    await Promise.all([current, ...leaving].map(({ sql }) => sql.end(options)))
  }
  let current = open()
  const pool = new Proxy(current.sql, {
    apply: (_first, _this, args) => (current.sql as unknown as (...args: unknown[]) => unknown)(...args),
    get: (_first, key) => (key === 'end' ? end : (Reflect.get(current.sql, key) as unknown)),
  })
  surrenders.set(pool, () => {
    const given = [current, ...leaving]
    current = open()
    for (const each of given) {
      each.shut()
      void each.sql.end({ timeout: 0 }).catch(() => {})
    }
  })
  return pool
}
