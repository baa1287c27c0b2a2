/**
 * Migrates a database to the newest schema, compatible with drizzle-kit and its migration table. Not drizzle's own
 * migrator, because a start without pending migrations should not have to load the query builder.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ISql, Sql, TransactionSql } from 'postgres'
import { StartError } from '../env.ts'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'

const MIGRATIONS_DIR = fileURLToPath(new URL('./migrations', import.meta.url))

/** Arbitrary, but the same on all nodes of one database. */
export const MIGRATION_LOCK = 7_319_441

export interface Migration {
  /** File name without the ending, e.g. `0001_append_only`. */
  tag: string
  /** Ms since the epoch; identifies the migration in the database's migration table. */
  when: number
}

/** All migrations in a folder, by default those of this version of the software, oldest first. */
export function readMigrations(folder = MIGRATIONS_DIR): Migration[] {
  const { entries } = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as {
    entries: Migration[]
  }
  return entries.map(({ tag, when }) => ({ tag, when }))
}

const fileOf = (tag: string) => `${tag}.sql`

/**
 * Names of the objects that the migrations create in `public`. The database of a server may hold other objects as well.
 */
export function readOwnNames(): { tables: string[]; types: string[]; functions: string[] } {
  const text = readMigrations()
    .map(({ tag }) => readFileSync(join(MIGRATIONS_DIR, fileOf(tag)), 'utf8'))
    .join('\n')
  const names = (kind: string) => [
    ...new Set(
      text
        .matchAll(new RegExp(`^CREATE (?:OR REPLACE )?${kind} (?:"public"\\.)?"?(\\w+)`, 'gim'))
        .map((match) => match[1]!),
    ),
  ]
  return { tables: names('TABLE'), types: names('TYPE'), functions: names('FUNCTION') }
}

/** A file that could not be applied; the database's error is the `cause`. */
export class MigrationError extends StartError {
  /** Name of the file, e.g. `0001_append_only.sql`. */
  readonly file: string
  constructor(tag: string, cause: unknown) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).trim().split('\n')
    super('bad_migration', `数据库升级文件 ${fileOf(tag)} 没有做成，它的改动已全部撤回（${reason!.slice(0, 200)}）`)
    this.file = fileOf(tag)
    this.cause = cause
  }
}

/**
 * The newest migration that was applied to a database; undefined for an empty one.
 * @throws StartError `newer_database`
 */
export async function appliedMigration(sql: ISql, folder = MIGRATIONS_DIR): Promise<Migration | undefined> {
  const [exists] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as yes`
  if (!exists!.yes) return undefined
  const [last] = await sql<
    { when: string }[]
  >`select created_at as "when" from drizzle.__drizzle_migrations order by created_at desc limit 1`
  if (!last) return undefined
  const known = readMigrations(folder).find((migration) => migration.when === Number(last.when))
  if (!known) throw new StartError('newer_database', '数据库来自更新的版本，请先更新本软件')
  return known
}

/**
 * Runs migrations in the given order and records them, in the transaction of the caller.
 * @throws MigrationError naming the file
 */
export async function applyMigrations(
  tx: TransactionSql,
  migrations: Migration[],
  folder = MIGRATIONS_DIR,
): Promise<void> {
  await tx`create schema if not exists drizzle`
  await tx`
    create table if not exists drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`
  for (const { tag, when } of migrations) {
    try {
      const text = readFileSync(join(folder, fileOf(tag)), 'utf8')
      for (const statement of text.split('--> statement-breakpoint')) await tx.unsafe(statement)
      const hash = createHash('sha256').update(text).digest('hex')
      await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${when})`
    } catch (error) {
      throw new MigrationError(tag, error)
    }
  }
}

/** Applies one file in one transaction, unless another process has applied it meanwhile. */
async function migrateBy(sql: Sql, migration: Migration, folder: string): Promise<void> {
  try {
    await sql.begin(async (tx) => {
      // This session holds the lock, unless its connection was lost since the last file and the pool has opened a new
      // one.
      await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
      const last = await appliedMigration(tx, folder)
      if (migration.when > (last?.when ?? 0)) await applyMigrations(tx, [migration], folder)
    })
  } catch (error) {
    throw error instanceof StartError ? error : new MigrationError(migration.tag, error)
  }
}

/**
 * Applies pending migrations file by file, each in its own transaction: after a failure the earlier files stay applied,
 * the failed one is rolled back, and the next start continues with it. Servers that start at the same time wait for
 * each other (advisory lock); processes that share the single session of the embedded database check again before every
 * file.
 * @param folder of the migrations
 * @throws StartError `newer_database`; MigrationError naming the file
 */
export async function migrateDatabase(target: DatabaseTarget, folder = MIGRATIONS_DIR): Promise<void> {
  const sql = connect(target, { max: 1 })
  try {
    // A session lock for the whole run. It is released when the session ends, but the embedded database's session never
    // ends.
    if ('url' in target) await sql`select pg_advisory_lock(${MIGRATION_LOCK})`
    const last = await appliedMigration(sql, folder)
    for (const migration of readMigrations(folder))
      if (migration.when > (last?.when ?? 0)) await migrateBy(sql, migration, folder)
  } finally {
    await disconnect(sql)
  }
}
