/**
 * Handles lost connections for code that reserves one connection of the pool, which postgres.js (3.4.9) does not do
 * correctly. It writes the rollback of a lost transaction to a closed socket, which throws outside of any promise and
 * leaves state that breaks every later connection in that slot. `reserve()` is worse: a connection that is released
 * after it was closed is given to the next user, a pending request for one may be forgotten, and a failed one later
 * takes another connection with it. The driver's public interface shows none of this, so this module uses its internal
 * queries and connections; tests/db/lost-connection.test.ts cuts real connections.
 */
import type { Sql, TransactionSql } from 'postgres'

/** The used parts of the driver's internal objects. */
interface Connection {
  /** Writes a query. @returns whether it can accept another one before this one is answered (pipelining). */
  execute: (query: DriverQuery) => boolean
  /** Set while the connection is reserved: called when all queries are answered and a transaction is still open. */
  reserved: (() => void) | null
  onclose: ((error: Error) => void) | null
}
interface DriverQuery {
  /** Sends the query to a connection, once it is awaited. */
  handler: (query: DriverQuery) => unknown
  reject: (error: unknown) => void
  options: { onexecute?: (connection: Connection) => boolean }
}

type Outcomes<T extends readonly unknown[]> = { -readonly [K in keyof T]: PromiseSettledResult<Awaited<T[K]>> }

/**
 * Pipelines queries on one connection that is reserved meanwhile: one round trip, once their statements are prepared.
 * The queries form one transaction, and the first one (without values) begins it; a transaction still open at the end,
 * after an error, is rolled back.
 * @param queries of this pool, not awaited yet: awaiting would send them.
 * @returns the outcome of each query.
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
    // No query of other callers may follow on this connection.
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

/** Connection errors of the driver and the system have an `errno`; errors of the database and of bad values do not. */
const isLoss = (error: unknown) => error instanceof Error && 'errno' in error

/** The same transaction, which rejects queries once its connection is lost. */
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

/** Makes the pool's transactions release a lost connection. */
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
          // After a loss neither resolve nor reject: the driver would write its commit or rollback to the closed
          // socket. It rejects `begin` by itself.
          working.then(
            (result) => watch.lost || resolve(result),
            (error: unknown) => watch.lost || reject(error as Error),
          )
        }),
    )
    // Also notices a loss while the callback does something other than a query.
    done.catch((error: unknown) => {
      watch.lost ??= error
    })
    return done
  }
  return Object.assign(sql, { begin: guardedBegin as Sql['begin'] })
}
