/** Checks a configured server before it is used, and explains a problem in one line. */
import postgres from 'postgres'
import { MigrationError } from '../server/database/migrate.ts'
import { one } from '../server/database/one.ts'
import { StartError } from '../server/env.ts'
import { codeOf, syscallOf } from '../server/error-code.ts'

/** Oldest Postgres that the schema needs (NULLS NOT DISTINCT), as `server_version_num`. */
const OLDEST_POSTGRES = 150_000

/** Longest wait for an answer, in seconds. */
const PATIENCE = 5

const UNREACHABLE = '没有程序在那里监听，请检查地址和端口，并确认它已启动'
/** Messages by error code of Postgres, postgres.js, the redis client or the system. */
const REASONS: Record<string, string> = {
  ECONNREFUSED: UNREACHABLE,
  ENOENT: UNREACHABLE,
  ENOTFOUND: '找不到这台主机，请检查主机名',
  EAI_AGAIN: '找不到这台主机，请检查主机名',
  CONNECT_TIMEOUT: '等不到回应，请检查地址和防火墙',
  ETIMEDOUT: '等不到回应，请检查地址和防火墙',
  '28P01': '用户名或密码不对',
  '28000': '这个用户不能登录',
  '3D000': '没有这个数据库，请先建好它',
  '42501': '这个用户没有权限',
  '57P03': '数据库正在启动，请稍后再试',
  '53300': '数据库的连接数已满',
}

/** Messages for a database that answers but refuses a statement. */
const REFUSALS: Record<string, string> = {
  '42501': '这个用户没有权限，请让管理员给它建表和建 schema 的权限（CREATE）',
  '25006': '它是只读的，请换成可以写的主库',
  '42710': '里面已经有同名的东西，请换一个只给本系统用的空数据库',
  '42P07': '里面已经有同名的东西，请换一个只给本系统用的空数据库',
  '53100': '它的磁盘满了',
}

/**
 * Runs `work` on a database. @throws StartError `bad_database` in one line for an error of the database or a lost
 * connection; errors of our own code are not converted.
 */
export async function tellRefusals<T>(url: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const failed = thrown instanceof MigrationError ? thrown : undefined
    // A migration wraps the database's error: it gets the same message.
    const error = codeOf(failed?.cause) in REFUSALS ? failed?.cause : thrown
    const code = codeOf(error)
    if (!(error instanceof postgres.PostgresError) && !code.startsWith('CONNECT') && syscallOf(error) !== 'connect')
      throw error
    const where = failed ? `（做到升级文件 ${failed.file}）` : ''
    throw new StartError(
      'bad_database',
      `${url ? 'DATABASE_URL 指的' : '内置'}数据库用不了：${REFUSALS[code] ?? reasonOf(error)}${where}`,
    )
  }
}

function reasonOf(error: unknown): string {
  const known = codeOf(error) || codeOf(error instanceof AggregateError && error.errors[0])
  const message = error instanceof Error ? error.message : String(error)
  if (/^(NOAUTH|WRONGPASS)/.test(message)) return '用户名或密码不对'
  return REASONS[known] ?? `${known} ${message}`.replace(/\s+/g, ' ').trim().slice(0, 200)
}

/** @throws StartError `bad_database` or `old_database` */
export async function checkPostgres(url: string): Promise<void> {
  let version: number
  try {
    const sql = postgres(url, { max: 1, connect_timeout: PATIENCE, onnotice: () => {} })
    try {
      const row = one(await sql<{ server_version_num: string }[]>`show server_version_num`)
      version = Number(row.server_version_num)
    } finally {
      await sql.end({ timeout: 1 }).catch(() => {})
    }
  } catch (error) {
    throw new StartError('bad_database', `连不上 DATABASE_URL 指的数据库：${reasonOf(error)}`)
  }
  if (version < OLDEST_POSTGRES)
    throw new StartError(
      'old_database',
      `DATABASE_URL 指的 Postgres 是 ${Math.floor(version / 10_000)} 版，太旧了，请换成 ${OLDEST_POSTGRES / 10_000} 版或更新的`,
    )
}

/** @throws StartError `bad_redis` */
export async function checkRedis(url: string): Promise<void> {
  try {
    // Imported only if Redis is configured: most halls have none, and loading it takes a while.
    const { createClient } = await import('redis')
    const client = createClient({ url, socket: { connectTimeout: PATIENCE * 1000, reconnectStrategy: false } })
    client.on('error', () => {})
    await client.connect()
    await client.ping()
    client.destroy()
  } catch (error) {
    throw new StartError('bad_redis', `连不上 REDIS_URL 指的 Redis：${reasonOf(error)}`)
  }
}
