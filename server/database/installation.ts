/**
 * Which secrets the servers of a database share. Nodes with different ones cannot read each other's cookies, and would
 * log each other's members out without a word. The mark is a comment on a table: in no backup, so that a restore on
 * another computer does not bring the mark of the first one along.
 */
import type { ISql, Sql } from 'postgres'
import { StartError } from '../env.ts'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'
import { MIGRATION_LOCK } from './migrate.ts'

/** Another than the one that marks restores. */
const MARKED_TABLE = 'members'
const PREFIX = 'secrets '

async function readMark(sql: ISql): Promise<string | undefined> {
  const [row] = await sql<{ text: string | null }[]>`
    select obj_description(to_regclass(${`public.${MARKED_TABLE}`}), 'pg_class') as text`
  return row?.text?.startsWith(PREFIX) ? row.text.slice(PREFIX.length) : undefined
}

/** @param fingerprint of hexadecimal digits */
const writeMark = (sql: ISql, fingerprint: string) =>
  sql.unsafe(`comment on table public.${MARKED_TABLE} is '${PREFIX}${fingerprint.replaceAll(/[^\da-f]/g, '')}'`)

async function within<T>(target: DatabaseTarget, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = connect(target, { max: 1 })
  return work(sql).finally(() => disconnect(sql))
}

/**
 * Requires that a server has the secrets of those that have used this migrated database before it; the first one leaves
 * its mark.
 * @param fingerprint of the secrets, of hexadecimal digits
 * @throws StartError `other_secrets`
 */
export const requireSameSecrets = (target: DatabaseTarget, fingerprint: string): Promise<void> =>
  within(target, async (sql) => {
    const same = await sql.begin(async (tx) => {
      // Of two first ones that start at the same moment one has to see the other.
      await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
      const known = await readMark(tx)
      if (!known) await writeMark(tx, fingerprint)
      return !known || known === fingerprint
    })
    if (!same)
      throw new StartError(
        'other_secrets',
        '这台电脑的密钥文件 secrets.json 和用同一个数据库的其他服务器不一样：请从那里复制过来；' +
          '确实要换成这台的，请停掉所有服务器，再运行 npm run secrets -- --adopt（所有成员要重新登录）',
      )
  })

/**
 * From now on the secrets of this computer are those of the database.
 * @throws StartError `server_running` while servers with the earlier ones are connected
 */
export const adoptSecrets = (target: DatabaseTarget, fingerprint: string): Promise<void> =>
  within(target, (sql) =>
    sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
      const others = await tx`
        select from pg_stat_activity
        where datname = current_database() and application_name = 'jinmeiting' and pid <> pg_backend_pid()`
      if (others.length) throw new StartError('server_running', '还有服务器连着这个数据库，请先把它们都停掉')
      await writeMark(tx, fingerprint)
    }),
  )
