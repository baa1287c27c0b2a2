/**
 * Logical backup of the whole database, in the same format for an embedded database and a server, so that a backup of
 * one can be restored into the other.
 *
 * A gzip file of lines of JSON: the header; one array per row, `[number of its table, ...columns in Postgres text
 * format, null for NULL]`; the footer with the row counts and a SHA-256 of every line before it.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ISql, TransactionSql } from 'postgres'
import { z } from 'zod'
import { StartError } from '../env.ts'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'
import { appliedMigration, readOwnNames } from './migrate.ts'

export const headerSchema = z.object({
  format: z.literal('jinmeiting-backup'),
  version: z.literal(1),
  /** Name of the newest migration of the database that was saved. */
  migration: z.string().min(1),
  madeAt: z.iso.datetime(),
  /** Whether all its data are invented; unknown in backups of earlier versions. */
  demo: z.boolean().optional(),
  /** Id of the station whose data these are, null before the first-run setup; unknown in earlier versions. */
  station: z.string().nullish(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
})
export type BackupHeader = z.infer<typeof headerSchema>

export const footerSchema = z.object({ end: z.literal(true), rows: z.array(z.number().int()), sha256: z.string() })
export type BackupFooter = z.infer<typeof footerSchema>

/** Rows fetched at a time; small, so that a backup of any size needs only a few megabytes of memory. */
const BATCH = 1000

/**
 * The tables of this software with their stored columns, ordered by name; a shared database may hold other tables, too.
 */
export async function readTables(tx: TransactionSql): Promise<BackupHeader['tables']> {
  return tx<{ name: string; columns: string[] }[]>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any(${readOwnNames().tables})
      and not exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    group by c.relname order by c.relname`
}

/** The id of the station in a database; null before the first-run setup. */
async function stationIn(tx: ISql): Promise<string | null> {
  const [row] = await tx<{ id: string }[]>`select id from public.stations order by created_at, id limit 1`
  return row?.id ?? null
}

/** The same in a transaction of its own; null also where nothing is installed yet. */
export async function readOwner(target: DatabaseTarget): Promise<string | null> {
  const sql = connect(target, { max: 1 })
  try {
    return await sql.begin(async (tx) => ((await appliedMigration(tx)) ? stationIn(tx) : null))
  } finally {
    await disconnect(sql)
  }
}

async function* rowsOf(
  tx: TransactionSql,
  table: BackupHeader['tables'][number],
  index: number,
): AsyncGenerator<string[]> {
  const values = table.columns.map((column) => `${quote(column)}::text`).join(', ')
  await tx.unsafe(
    `declare backup_rows no scroll cursor for
      select json_build_array(${index}, ${values})::text as line from ${quote(table.name)}`,
  )
  for (;;) {
    const rows = await tx.unsafe<{ line: string }[]>(`fetch ${BATCH} from backup_rows`)
    if (rows.length) yield rows.map((row) => row.line)
    if (rows.length < BATCH) break
  }
  await tx.unsafe('close backup_rows')
}

async function* linesOf(tx: TransactionSql, counts: number[], isDemo: () => boolean): AsyncGenerator<string> {
  const hash = createHash('sha256')
  const seal = (lines: string[]) => {
    const text = `${lines.join('\n')}\n`
    hash.update(text)
    return text
  }
  // The text format must not depend on settings of the server or of the role.
  await tx.unsafe(
    `set local timezone = 'UTC'; set local datestyle = 'ISO, MDY'; set local intervalstyle = 'postgres';
    set local bytea_output = 'hex'; set local extra_float_digits = 1; set local search_path = public`,
  )
  const applied = await appliedMigration(tx)
  if (!applied) throw new StartError('no_database', '这个数据库里还没有本系统的数据，没有东西可以备份')
  const tables = await readTables(tx)
  const header: BackupHeader = {
    format: 'jinmeiting-backup',
    version: 1,
    migration: applied.tag,
    madeAt: new Date().toISOString(),
    // Asked here, within the transaction: a restore through the same embedded database is done or has not begun.
    demo: isDemo(),
    station: await stationIn(tx),
    tables: tables.map(({ name, columns }) => ({ name, columns })),
  }
  yield seal([JSON.stringify(header)])
  for (const [index, table] of tables.entries()) {
    counts[index] = 0
    for await (const lines of rowsOf(tx, table, index)) {
      counts[index] += lines.length
      yield seal(lines)
    }
  }
  yield `${JSON.stringify({ end: true, rows: counts, sha256: hash.digest('hex') } satisfies BackupFooter)}\n`
}

/** @returns `name` as an SQL identifier. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Writes a file under a temporary name and renames it, so that a file under the final name is always complete. */
async function writeWhole(file: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = `${file}.part`
  try {
    await write(part)
    const written = await open(part, 'r+')
    await written.sync()
    await written.close()
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

const sumOf = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0)

/** As `writeBackup`, of what this transaction sees; it sees one state only if it has locked the tables. */
export async function writeBackupWithin(tx: TransactionSql, file: string, demo: boolean): Promise<number> {
  const counts: number[] = []
  const lines = linesOf(tx, counts, () => demo)
  await writeWhole(file, (part) =>
    pipeline(Readable.from(lines), createGzip(), createWriteStream(part, { mode: 0o600 })),
  )
  return sumOf(counts)
}

/**
 * Writes a consistent snapshot of the database to `file` (mode 600) while others go on writing. On an embedded
 * database, which has a single session, they wait until it is done: `writeBackupBeside` is for one that is in use.
 * @param isDemo whether the data are invented; what restores the file marks them again
 * @returns the number of rows.
 */
export async function writeBackup(
  target: DatabaseTarget,
  file: string,
  isDemo: () => boolean = () => false,
): Promise<number> {
  const sql = connect(target, { max: 1 })
  try {
    const counts: number[] = []
    await writeWhole(file, async (part) => {
      await sql.begin('isolation level repeatable read read only', async (tx) => {
        const lines = Readable.from(linesOf(tx, counts, isDemo))
        await pipeline(lines, createGzip(), createWriteStream(part, { mode: 0o600 }))
      })
    })
    return sumOf(counts)
  } finally {
    await disconnect(sql)
  }
}
