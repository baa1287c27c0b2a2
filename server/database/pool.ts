/**
 * A pool that outlives its connections. postgres.js (3.4.9) uses a lost connection again with what was left of it: an
 * old error ends the next query, half a message stands before the new greeting, and a query that was asked between
 * the error and the closing of a socket waits for ever, or gets the rows of another. None of that can be mended from
 * outside, so a pool that has lost a connection is asked no more: a new one takes its place before the driver knows
 * of the loss, and the old one may finish what its other connections are doing. tests/db/lost-connection.test.ts cuts
 * real ones.
 */
import { Socket } from 'node:net'
import postgres, { type Options, type Sql } from 'postgres'
import { guardTransactions } from './session.ts'

type Settings = Sql['options']
interface Pool {
  sql: Sql
  /** Lets no further connection be made. */
  shut: () => void
}

/**
 * How long a replaced pool goes on with what it has been asked, and then with what its connections are doing, in ms.
 */
const FINISH_MS = 2_000
const LAST_MS = 5_000

/**
 * A socket that tells when it is over before anybody hears of it, also under TLS. One that never got through does
 * not.
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

/**
 * A pool with the settings of another one as the driver has read them; what has been changed in its parsers counts
 * here too.
 */
function openPool(settings: Settings, onLoss: () => void): Pool {
  let open = true
  let turn = 0
  const socket = () => {
    const made = new WatchedSocket(onLoss)
    const at = turn++ % settings.host.length
    const [host, port] = [settings.host[at]!, settings.port[at]!]
    if (!open) setImmediate(() => made.destroy(new Error('this pool has been replaced')))
    else if (settings.path) made.connect(settings.path)
    // Under TLS the driver reads off the socket which name the certificate must bear.
    else Object.assign(made, { host, port }).connect(port, host)
    return made
  }
  // The driver takes its own settings as they are; its types do not tell.
  const sql = postgres({ ...settings, socket } as unknown as Options<Record<string, never>>)
  return { sql: guardTransactions(sql), shut: () => (open = false) }
}

/** Opens a pool that is replaced when it loses a connection. To whoever uses it, it is one and the same. */
export function lastingPool(settings: Settings): Sql {
  /** Replaced ones that are not done yet. */
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
  return new Proxy(current.sql, {
    apply: (_first, _this, args) => (current.sql as unknown as (...args: unknown[]) => unknown)(...args),
    get: (_first, key) => (key === 'end' ? end : (Reflect.get(current.sql, key) as unknown)),
  })
}
