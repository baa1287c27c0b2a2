/** Empties tables, append-only ones among them: their triggers refuse TRUNCATE, and only a restore may do it. */
import type { ISql } from 'postgres'
import { quote } from './backup.ts'

/** Bit of `pg_trigger.tgtype`: the trigger fires on TRUNCATE. */
const ON_TRUNCATE = 32

/**
 * @param tx a transaction: until its end nobody else can use these tables.
 * @param tables all that refer to each other.
 */
export async function emptyTables(tx: ISql, tables: readonly string[]): Promise<void> {
  const guards = await tx<{ table: string; name: string }[]>`
    select relname as "table", tgname as name from pg_trigger join pg_class on pg_class.oid = tgrelid
    where relnamespace = 'public'::regnamespace and not tgisinternal and tgtype::int & ${ON_TRUNCATE}::int <> 0
      and relname = any(${[...tables]})`
  const set = async (state: 'disable' | 'enable') => {
    for (const { table, name } of guards) await tx.unsafe(`alter table ${quote(table)} ${state} trigger ${quote(name)}`)
  }
  await set('disable')
  await tx.unsafe(`truncate ${tables.map(quote).join(', ')}`)
  await set('enable')
}
