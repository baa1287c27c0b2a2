/** Puts a logical backup back, in one transaction: either all of it, or nothing changes. */
import type { ISql, TransactionSql } from 'postgres'
import { StartError } from '../env.ts'
import { type BackupFooter, type BackupHeader, quote, readTables } from './backup.ts'
import { checkBackup, readRows } from './backup-file.ts'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'
import { appliedMigration, applyMigrations, type Migration, MIGRATION_LOCK, readMigrations } from './migrate.ts'

/** Rows sent in one statement. */
const BATCH = 500

/** Rows in the tables that are there now: what a restore would replace. */
export async function countRows(target: DatabaseTarget): Promise<number> {
  const sql = connect(target, { max: 1 })
  try {
    return await sql.begin(async (tx) => {
      let sum = 0
      for (const { name } of await readTables(tx)) sum += await countOf(tx, name)
      return sum
    })
  } finally {
    await disconnect(sql)
  }
}

async function countOf(tx: ISql, table: string): Promise<number> {
  const [row] = await tx.unsafe<{ count: string }[]>(`select count(*) from ${quote(table)}`)
  return Number(row!.count)
}

/** Removes everything in the schema and builds it up to the state the backup was made in. */
async function rebuild(tx: TransactionSql, migrations: Migration[]): Promise<void> {
  const others = await tx`select pid from pg_stat_activity where datname = current_database() and application_name = 'jinmeiting' and pid <> pg_backend_pid()`
  if (others.length) throw new StartError('server_running', '备份来自旧一些的版本，恢复时要重建数据表，请先停掉正在运行的服务')
  const drops = await tx<{ statement: string }[]>`
    select format('drop table %I.%I cascade', 'public', relname) as statement from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
    union all
    select format('drop type %I.%I cascade', 'public', typname) from pg_type t where typnamespace = 'public'::regnamespace and typtype = 'e'
    union all
    select format('drop function %s cascade', oid::regprocedure) from pg_proc p where pronamespace = 'public'::regnamespace and prokind = 'f'
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`
  for (const { statement } of drops) await tx.unsafe(statement)
  await tx`drop schema if exists drizzle cascade`
  await applyMigrations(tx, migrations)
}

/**
 * Fills empty tables. Foreign keys are taken off and put back, which checks every row: tables refer to each other in
 * circles, so no order of tables would do.
 */
async function fill(tx: TransactionSql, file: string, header: BackupHeader, footer: BackupFooter): Promise<void> {
  const keys = await tx<{ table: string; name: string; definition: string }[]>`
    select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`
  for (const key of keys) await tx.unsafe(`alter table ${key.table} drop constraint ${quote(key.name)}`)
  const columns = await tx<{ table: string; column: string; type: string }[]>`
    select relname as "table", attname as "column", format_type(atttypid, atttypmod) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped`
  const inserts = header.tables.map((table) => {
    const values = table.columns.map((name, index) => {
      const column = columns.find((one) => one.table === table.name && one.column === name)
      if (!column) throw new StartError('bad_backup', `备份里的 ${table.name}.${name} 在数据库里没有；数据库没有改动`)
      return `(line->>${index + 1})::${column.type}`
    })
    return `insert into ${quote(table.name)} (${table.columns.map(quote).join(', ')}) select ${values.join(', ')} from json_array_elements($1::text::json) line`
  })
  for await (const { table, lines } of readRows(file, BATCH)) await tx.unsafe(inserts[table]!, [`[${lines.join(',')}]`])
  for (const [index, { name }] of header.tables.entries()) {
    if (await countOf(tx, name) !== footer.rows[index]) throw new Error(`${name} has not the rows of the backup`)
  }
  for (const key of keys) await tx.unsafe(`alter table ${key.table} add constraint ${quote(key.name)} ${key.definition}`)
}

/**
 * Replaces the content of a database by that of the backup. A backup of an older version is put into the schema of its
 * time and then migrated like any old database.
 * @returns the number of rows.
 * @throws StartError `no_backup`, `bad_backup`, `newer_backup` or `server_running`, with nothing changed.
 */
export async function restoreBackup(target: DatabaseTarget, file: string): Promise<number> {
  const { header, footer } = await checkBackup(file)
  const migrations = readMigrations()
  const at = migrations.findIndex((migration) => migration.tag === header.migration)
  if (at < 0) throw new StartError('newer_backup', '备份来自更新的版本，请先更新本软件；数据库没有改动')
  const sql = connect(target, { max: 1 })
  try {
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
      await tx`set local search_path = public`
      const present = await appliedMigration(tx)
      // The usual case spares the schema, so that a running server is not disturbed.
      if (at === migrations.length - 1 && present?.tag === header.migration) await tx.unsafe(`truncate ${header.tables.map(({ name }) => quote(name)).join(', ')}`)
      else await rebuild(tx, migrations.slice(0, at + 1))
      await fill(tx, file, header, footer)
      await applyMigrations(tx, migrations.slice(at + 1))
    })
    return footer.rows.reduce((sum, count) => sum + count, 0)
  } finally {
    await disconnect(sql)
  }
}
