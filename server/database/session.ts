/**
 * Whoever holds on to one connection of the pool must let go of it when the connection is lost. postgres.js (3.4.9)
 * does not see to that. The rollback of a lost transaction is written to a socket that is no more, which throws
 * outside of any promise and leaves a rest that spoils every later connection in that place. `reserve()` is worse:
 * given back after its end a connection goes to the next user, a request for one may be forgotten, and one that
 * failed takes a connection with it later. None of it shows in the driver's interface, so this reaches into its
 * queries and connections; tests/db/lost-connection.test.ts cuts real ones.
 */
import type { Sql, TransactionSql } from 'postgres'

/** What is used of the driver's own objects. */
interface Connection {
  /** Writes a query. @returns whether it can take another one before this one is answered. */
  execute: (query: DriverQuery) => boolean
  /** Set while the connection is somebody's own: called when all is answered and a transaction is still open. */
  reserved: (() => void) | null
  onclose: ((error: Error) => void) | null
}
interface DriverQuery {
  /** Takes the query to a connection, once somebody waits for it. */
  handler: (query: DriverQuery) => unknown
  reject: (error: unknown) => void
  options: { onexecute?: (connection: Connection) => boolean }
}

type Outcomes<T extends readonly unknown[]> = { -readonly [K in keyof T]: PromiseSettledResult<Awaited<T[K]>> }

/**
 * Sends queries right behind each other on one connection that nobody else uses meanwhile: one round trip, once their
 * statements are prepared. Together they begin and end a transaction, the first one (without values) begins it; what is
 * still open in the end, after an error, is rolled back.
 * @param queries of this pool, which nobody has waited for yet: that would send them off.
 * @returns how each of them ended.
 */
export function sendTogether<const T extends readonly Promise<unknown>[]>(sql: Sql, queries: T): Promise<Outcomes<T>> {
  const [first, ...others] = queries as unknown as readonly [DriverQuery, ...DriverQuery[]]
  const waiting: DriverQuery[] = []
  let connection: Connection | undefined
  let ready = true
  let failure: unknown

  const send = () => {
    if (!connection) return
    while (ready) {
      const query = waiting.shift()
      if (!query) return
      ready = connection.execute(query)
    }
  }
  const fail = (error: unknown) => {
    failure ??= error
    connection = undefined
    for (const query of waiting.splice(0)) query.reject(failure)
  }
  const undo = (own: Connection) => {
    const rollback = sql.unsafe('rollback')
    Object.assign(rollback, { handler: own.execute }).catch(() => {})
  }
  first.options.onexecute = (own) => {
    connection = Object.assign(own, {
      reserved: () => {
        ready = true
        if (waiting.length) send()
        else undo(own)
      },
      onclose: fail,
    })
    queueMicrotask(send)
    // Nobody else's query may follow.
    return false
  }
  for (const query of others)
    query.handler = () => {
      waiting.push(query)
      if (failure) fail(failure)
      else send()
    }
  queries[0]!.catch(fail)
  return Promise.allSettled(queries) as unknown as Promise<Outcomes<T>>
}

/**
 * The driver's and the system's errors of connections carry a number, those of the database and of bad values do not.
 */
const isLoss = (error: unknown) => error instanceof Error && 'errno' in error

/** The same transaction, whose queries are refused once its connection is lost. */
function guarded(tx: TransactionSql, watch: { lost?: unknown }): TransactionSql {
  const guard = <Q>(made: Q): Q => {
    const query = made as DriverQuery
    const { handler, reject } = query
    if (!handler) return made
    query.handler = (it) => (watch.lost ? reject(watch.lost) : handler(it))
    query.reject = (error) => {
      if (isLoss(error)) watch.lost ??= error
      reject(error)
    }
    return made
  }
  const tag = (...args: unknown[]) => guard((tx as unknown as (...args: unknown[]) => unknown)(...args))
  return Object.assign(tag, tx, {
    unsafe: (...args: Parameters<TransactionSql['unsafe']>) => guard(tx.unsafe(...args)),
  }) as unknown as TransactionSql
}

type Work = (tx: TransactionSql) => unknown

/** Makes the pool's transactions let go of a lost connection. */
export function guardTransactions(sql: Sql): Sql {
  const begin = sql.begin as (options: string, work: Work) => Promise<unknown>
  const guardedBegin = (first: string | Work, second?: Work) => {
    const [options, work] = typeof first === 'string' ? [first, second!] : ['', first]
    const watch: { lost?: unknown } = {}
    const done = begin(
      options,
      (tx) =>
        new Promise((resolve, reject) => {
          const working = Promise.resolve(work(guarded(tx, watch))).then((result) =>
            Array.isArray(result) ? Promise.all(result) : result,
          )
          // The driver would go on to write its commit or rollback: after a loss it never gets there, and rejects the
          // whole by itself.
          working.then(
            (result) => watch.lost || resolve(result),
            (error: unknown) => watch.lost || reject(error as Error),
          )
        }),
    )
    // Also of a connection that is lost while the work does something else.
    done.catch((error: unknown) => {
      watch.lost ??= error
    })
    return done
  }
  return Object.assign(sql, { begin: guardedBegin as Sql['begin'] })
}
