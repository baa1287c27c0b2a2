/** Restores a logical backup in one transaction: all of it, or nothing is changed. */
import type { ISql, TransactionSql } from 'postgres'
import { StartError } from '../env.ts'
import { codeOf } from '../error-code.ts'
import { type BackupFooter, type BackupHeader, quote, readTables } from './backup.ts'
import { checkBackup, readRows } from './backup-file.ts'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'
import { STAMPED_TABLE } from './demo-mark.ts'
import { emptyTables } from './empty.ts'
import {
  appliedMigration,
  applyMigrations,
  type Migration,
  MIGRATION_LOCK,
  readMigrations,
  readOwnNames,
} from './migrate.ts'

/** Rows sent in one statement. */
const BATCH = 500
/** Longest wait for one lock, in ms: below Postgres's `deadlock_timeout` of a second. */
const LOCK_MS = 300
/** How long the locks are asked for, in ms. */
const PATIENCE_MS = 60_000
/** lock_not_available, deadlock_detected */
const BUSY: ReadonlySet<string> = new Set(['55P03', '40P01'])
/** dependent_objects_still_exist */
const DEPENDENTS = '2BP01'

/** Number of rows in our tables now, which a restore would replace. */
export async function countRows(target: DatabaseTarget): Promise<number> {
  const sql = connect(target, { max: 1 })
  try {
    return await sql.begin(async (tx) => {
      if (!(await appliedMigration(tx))) return 0
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

/** Relations in the schema that this software did not create: a database may be shared. */
async function foreignRelations(tx: TransactionSql, own: string[]): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select relname as name from pg_class c
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
      and not (relkind = 'r' and relname = any(${own}))
      and not exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by relname`
  return rows.map((row) => row.name)
}

/** Drops the objects of this software only: without `cascade`, so that it fails if objects of others depend on them. */
async function dropOwn(tx: TransactionSql): Promise<void> {
  const own = readOwnNames()
  const tables = await readTables(tx)
  const others = await tx<{ statement: string }[]>`
    select format('drop type %I.%I', 'public', typname) as statement from pg_type
      where typnamespace = 'public'::regnamespace and typtype = 'e' and typname = any(${own.types})
    union all
    select format('drop function %s', oid::regprocedure) from pg_proc
      where pronamespace = 'public'::regnamespace and proname = any(${own.functions})`
  try {
    // In one statement, because their foreign keys are circular.
    if (tables.length) await tx.unsafe(`drop table ${tables.map(({ name }) => quote(name)).join(', ')}`)
    for (const { statement } of others) await tx.unsafe(statement)
  } catch (error) {
    if (codeOf(error) === DEPENDENTS)
      throw new StartError(
        'foreign_tables',
        '数据库里有别的程序的视图或外键用着本系统的表，恢复要重建数据表，请先移走它们；数据库没有改动',
      )
    throw error
  }
  await tx`drop table if exists drizzle.__drizzle_migrations`
}

/**
 * Locks all tables until the end of the transaction, so that nothing is stored after the copy and lost with the old
 * data. Who waits for one of the locks never waits longer than it takes Postgres to look for a deadlock: all locks are
 * given back and asked for again, so that neither this transaction nor one of a server is ended for it.
 * @throws StartError `database_busy`
 */
async function lockTables(tx: TransactionSql, tables: BackupHeader['tables'], patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs
  const lock = `lock table ${tables.map(({ name }) => quote(name)).join(', ')}`
  for (;;) {
    try {
      await tx.savepoint((own) =>
        own.unsafe(`set local lock_timeout = ${LOCK_MS}; ${lock}; set local lock_timeout = 0`),
      )
      return
    } catch (error) {
      if (!BUSY.has(codeOf(error))) throw error
    }
    if (performance.now() > end)
      throw new StartError('database_busy', '数据库一直有人在用，锁不住数据表；数据库没有改动，请先停掉正在运行的服务')
    await new Promise((resolve) => setTimeout(resolve, LOCK_MS * (0.5 + Math.random())))
  }
}

/** Creates the schema in the version of the backup. */
async function rebuild(tx: TransactionSql, present: Migration | undefined, migrations: Migration[]): Promise<void> {
  const others = await tx`
    select pid from pg_stat_activity
    where datname = current_database() and application_name = 'jinmeiting' and pid <> pg_backend_pid()`
  if (others.length)
    throw new StartError('server_running', '备份来自旧一些的版本，恢复时要重建数据表，请先停掉正在运行的服务')
  // If this software was never installed here, a table with one of its names belongs to somebody else.
  const foreign = await foreignRelations(tx, present ? readOwnNames().tables : [])
  if (foreign.length) {
    const names = `${foreign.slice(0, 5).join('、')}${foreign.length > 5 ? '等' : ''}`
    throw new StartError(
      'foreign_tables',
      `数据库里有不是本系统的表（${names}），恢复要重建数据表，请换一个只给本系统用的数据库；数据库没有改动`,
    )
  }
  if (present) await dropOwn(tx)
  await applyMigrations(tx, migrations)
}

interface ClosedCampaign {
  id: string
  revision: number
  closedAt: Date | null
}

/** Campaigns that are closed in the database that will be replaced. */
async function closedCampaigns(tx: TransactionSql): Promise<ClosedCampaign[]> {
  return tx<ClosedCampaign[]>`select id, revision, closed_at as "closedAt" from campaigns where status = 'closed'`
}

/**
 * Closes these campaigns again: closing is permanent, because it destroys the salt, so a backup that still holds the
 * salt must not bring it back.
 * @returns their titles.
 */
async function closeAgain(tx: TransactionSql, closed: ClosedCampaign[]): Promise<string[]> {
  const titles: string[] = []
  for (const { id, revision, closedAt } of closed) {
    const [reopened] = await tx<{ title: string }[]>`
      update campaigns
      set status = 'closed', salt = null, closed_at = ${closedAt}, revision = greatest(revision, ${revision}) + 1
      where id = ${id} and status <> 'closed' returning title`
    if (reopened) titles.push(reopened.title)
  }
  return titles
}

interface Epoch {
  id: string
  epoch: number
}

/** Session epochs of the members in the database that will be replaced. */
async function memberEpochs(tx: TransactionSql): Promise<Epoch[]> {
  return tx<Epoch[]>`select id, session_epoch as epoch from members`
}

/**
 * Ends every session: the backup knows nothing of those that were logged out since, and would let their cookies in
 * again. Past the present epochs too, which may be ahead of those in the backup.
 */
async function endAllSessions(tx: TransactionSql, present: Epoch[]): Promise<void> {
  await tx`
    update members m set session_epoch = 1 + greatest(session_epoch, (
      select epoch from json_to_recordset(${JSON.stringify(present)}::text::json) as known (id uuid, epoch int)
      where known.id = m.id))`
}

/**
 * Fills empty tables. Foreign keys are dropped first and added again afterwards, which checks every row: references
 * between tables are circular, so there is no valid order of tables.
 */
async function fill(tx: TransactionSql, file: string, header: BackupHeader, footer: BackupFooter): Promise<void> {
  const keys = await tx<{ table: string; name: string; definition: string }[]>`
    select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint
    where contype = 'f' and conrelid = any(${header.tables.map(({ name }) => `public.${quote(name)}`)}::regclass[])`
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
    return `insert into ${quote(table.name)} (${table.columns.map(quote).join(', ')})
      select ${values.join(', ')} from json_array_elements($1::text::json) line`
  })
  for await (const { table, lines } of readRows(file, BATCH)) await tx.unsafe(inserts[table]!, [`[${lines.join(',')}]`])
  for (const [index, { name }] of header.tables.entries()) {
    if ((await countOf(tx, name)) !== footer.rows[index]) throw new Error(`${name} has not the rows of the backup`)
  }
  for (const key of keys)
    await tx.unsafe(`alter table ${key.table} add constraint ${quote(key.name)} ${key.definition}`)
}

export interface RestoreOptions {
  /**
   * Keeps what will be replaced, by the transaction that replaces it and after all tables were locked; not called where
   * there are no rows.
   */
  keep?: (tx: TransactionSql) => Promise<unknown>
  /** How long to wait for the transactions of others, in ms. */
  patienceMs?: number
}

async function hasRows(tx: TransactionSql, tables: BackupHeader['tables']): Promise<boolean> {
  for (const { name } of tables) if ((await tx.unsafe(`select from ${quote(name)} limit 1`)).length) return true
  return false
}

/**
 * Replaces the content of a database with a backup, also under servers that are running: they wait meanwhile, and what
 * they have stored until then is what `keep` sees. A backup of an older version is restored into the schema of that
 * version, which is then migrated. Campaigns that were closed since the backup are closed again, and all members have
 * to log in again.
 * @param stamp left in the database by the same transaction (`withMark`)
 * @returns the number of rows, and the titles of the campaigns that the backup has as open.
 * @throws StartError `no_backup`, `bad_backup`, `newer_backup`, `server_running`, `foreign_tables` or `database_busy`,
 * with nothing changed.
 */
export async function restoreBackup(
  target: DatabaseTarget,
  file: string,
  stamp?: string,
  { keep, patienceMs = PATIENCE_MS }: RestoreOptions = {},
): Promise<{ rows: number; closedAgain: string[] }> {
  const { header, footer } = await checkBackup(file)
  const migrations = readMigrations()
  const at = migrations.findIndex((migration) => migration.tag === header.migration)
  if (at < 0) throw new StartError('newer_backup', '备份来自更新的版本，请先更新本软件；数据库没有改动')
  const own = readOwnNames().tables
  const unknown = header.tables.find(({ name }) => !own.includes(name))
  if (unknown) throw new StartError('bad_backup', `备份里的 ${unknown.name} 不是本系统的表；数据库没有改动`)
  const sql = connect(target, { max: 1 })
  try {
    const closedAgain = await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
      await tx`set local search_path = public`
      const present = await appliedMigration(tx)
      const tables = present ? await readTables(tx) : []
      if (tables.length) await lockTables(tx, tables, patienceMs)
      if (keep && (await hasRows(tx, tables))) await keep(tx)
      const closed = present ? await closedCampaigns(tx) : []
      const epochs = present ? await memberEpochs(tx) : []
      // In the usual case the schema is unchanged and not recreated, so that a running server only has to wait.
      if (at === migrations.length - 1 && present?.tag === header.migration)
        await emptyTables(
          tx,
          header.tables.map(({ name }) => name),
        )
      else await rebuild(tx, present, migrations.slice(0, at + 1))
      await fill(tx, file, header, footer)
      await applyMigrations(tx, migrations.slice(at + 1))
      await endAllSessions(tx, epochs)
      if (stamp) await tx.unsafe(`comment on table ${quote(STAMPED_TABLE)} is '${stamp.replaceAll("'", "''")}'`)
      return closeAgain(tx, closed)
    })
    return { rows: footer.rows.reduce((sum, count) => sum + count, 0), closedAgain }
  } finally {
    await disconnect(sql)
  }
}
