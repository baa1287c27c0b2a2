/** The single database client of a process: drizzle over postgres.js, for the embedded database and for a server. */
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'
import * as schema from './schema/index.ts'

export type { DatabaseTarget } from './connect.ts'
export type Database = PostgresJsDatabase<typeof schema>
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
/** Executes queries: the database itself or a transaction on it. */
export type Executor = Database | Transaction

export interface DatabaseHandle {
  db: Database
  sql: Sql
  close: () => Promise<void>
}

/** Opens a pool; see `connect`. */
export function openDatabase(target: DatabaseTarget, options: { max?: number } = {}): DatabaseHandle {
  const sql = connect(target, options)
  return { db: drizzle(sql, { schema, casing: 'snake_case' }), sql, close: () => disconnect(sql) }
}

let current: DatabaseHandle | undefined

/** Set by the database plugin (or a test) before the first use. */
export function provideDatabase(handle: DatabaseHandle | undefined): void {
  current = handle
}

/** False in the prerenderer of the build, and before the database plugin has run. */
export const hasDatabase = (): boolean => current !== undefined

export function useDatabase(): Database {
  if (!current) throw new Error('The database is not open.')
  return current.db
}

/** The postgres.js driver itself, for the few statements that drizzle cannot express. */
export function useSql(): Sql {
  if (!current) throw new Error('The database is not open.')
  return current.sql
}
