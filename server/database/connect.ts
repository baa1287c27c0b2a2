/**
 * Connections to either kind of database. Does not import the query builder, which a launcher or a backup does not
 * need.
 */
import postgres, { type Sql } from 'postgres'
import type { EmbeddedAddress } from './embedded.ts'
import { lastingPool } from './pool.ts'

export type DatabaseTarget = { url: string } | { embedded: EmbeddedAddress }

/** Longest pause between two attempts to connect, in seconds. */
const LONGEST_PAUSE_S = 0.5

/** Opens a pool. Connects lazily: a wrong address causes an error only at the first query. */
export function connect(target: DatabaseTarget, options: { max?: number } = {}): Sql {
  // Connections are replaced only when they are lost, not when they reach a certain age.
  const common = {
    max: options.max ?? 8,
    max_lifetime: null,
    // By default up to 20 s, during which a database that is back would not be noticed.
    backoff: (tries: number) => Math.min(LONGEST_PAUSE_S, 0.05 * 2 ** tries),
    onnotice: () => {},
    connection: { application_name: 'jinmeiting', TimeZone: 'UTC' },
  }
  const { options: settings } =
    'url' in target
      ? postgres(target.url, { ...common, connect_timeout: 10 })
      : postgres({
          ...common,
          user: 'postgres',
          database: 'postgres',
          password: 'unused',
          ...(target.embedded.path
            ? { path: target.embedded.path }
            : { host: '127.0.0.1', port: target.embedded.port! }),
        })
  return lastingPool(settings)
}

/** Closes a pool; running queries get 5 s to finish. */
export const disconnect = (sql: Sql): Promise<void> => sql.end({ timeout: 5 })

export async function isEmpty(target: DatabaseTarget, table: string): Promise<boolean> {
  const sql = connect(target, { max: 1 })
  const rows = await sql`select from ${sql(table)} limit 1`.finally(() => disconnect(sql))
  return rows.length === 0
}
