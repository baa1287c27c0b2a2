/**
 * Brings a database up to the newest schema, in the way of drizzle-kit and with its records. Our own few lines, because
 * a start that has nothing to migrate should not load the query builder for it.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ISql, TransactionSql } from 'postgres'
import { StartError } from '../env.ts'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'

const MIGRATIONS_DIR = fileURLToPath(new URL('./migrations', import.meta.url))

/** Any number; all nodes of one database must agree on it. */
export const MIGRATION_LOCK = 7_319_441

export interface Migration {
  /** File name without the ending, e.g. `0001_append_only`. */
  tag: string
  /** Ms since the epoch; what the database remembers it by. */
  when: number
}

/** All migrations of this version of the software, oldest first. */
export function readMigrations(): Migration[] {
  const { entries } = JSON.parse(readFileSync(join(MIGRATIONS_DIR, 'meta/_journal.json'), 'utf8')) as {
    entries: Migration[]
  }
  return entries.map(({ tag, when }) => ({ tag, when }))
}

/** What the migrations make in `public`, by name. A server's database may hold the things of others as well. */
export function readOwnNames(): { tables: string[]; types: string[]; functions: string[] } {
  const text = readMigrations()
    .map(({ tag }) => readFileSync(join(MIGRATIONS_DIR, `${tag}.sql`), 'utf8'))
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

/**
 * The newest migration that a database has seen; undefined for an empty one.
 * @throws StartError `newer_database`
 */
export async function appliedMigration(sql: ISql): Promise<Migration | undefined> {
  const [exists] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as yes`
  if (!exists!.yes) return undefined
  const [last] = await sql<
    { when: string }[]
  >`select created_at as "when" from drizzle.__drizzle_migrations order by created_at desc limit 1`
  if (!last) return undefined
  const known = readMigrations().find((migration) => migration.when === Number(last.when))
  if (!known) throw new StartError('newer_database', '数据库来自更新的版本，请先更新本软件')
  return known
}

/** Runs migrations in the given order and remembers them. */
export async function applyMigrations(tx: TransactionSql, migrations: Migration[]): Promise<void> {
  await tx`create schema if not exists drizzle`
  await tx`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`
  for (const { tag, when } of migrations) {
    const text = readFileSync(join(MIGRATIONS_DIR, `${tag}.sql`), 'utf8')
    for (const statement of text.split('--> statement-breakpoint')) await tx.unsafe(statement)
    await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${createHash('sha256').update(text).digest('hex')}, ${when})`
  }
}

/** Applies what is missing, all or nothing. Nodes that start together wait for each other. */
export async function migrateDatabase(target: DatabaseTarget): Promise<void> {
  const sql = connect(target, { max: 1 })
  try {
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
      const last = await appliedMigration(tx)
      await applyMigrations(
        tx,
        readMigrations().filter(({ when }) => when > (last?.when ?? 0)),
      )
    })
  } finally {
    await disconnect(sql)
  }
}
