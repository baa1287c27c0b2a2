/** Preparation of every process that serves or maintains: environment, data folder, secrets, database, migrations. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { requireDisk, whyLost, whyNotOpened } from './data-disk.ts'
import { checkPostgres, checkRedis, tellRefusals } from './check-servers.ts'
import { type EmbeddedDatabase, startEmbedded } from '../server/database/embedded.ts'
import { requireSameSecrets } from '../server/database/installation.ts'
import { lockDataDir } from '../server/database/lock.ts'
import { migrateDatabase } from '../server/database/migrate.ts'
import { noteOldSalts } from '../server/database/old-salts.ts'
import { markDemo, readMark, settleMark } from '../server/database/demo-mark.ts'
import { type DatabaseTarget, isEmpty } from '../server/database/connect.ts'
import { type Env, parseEnv, StartError } from '../server/env.ts'
import { codeOf } from '../server/error-code.ts'
import { fingerprintOf, instanceOf, loadSecrets } from '../server/secrets.ts'

export interface Prepared {
  env: Env
  target: DatabaseTarget
  embedded: EmbeddedDatabase | undefined
  /** Closes the embedded database and releases the lock of the data folder. */
  close: () => Promise<void>
}

/** Not `recursive`: where a folder cannot be created (below /proc), Node 24 would retry forever. */
export function makeFolder(dir: string): void {
  if (existsSync(dir)) return
  if (!existsSync(dirname(dir))) makeFolder(dirname(dir))
  mkdirSync(dir, { mode: 0o700 })
}

/** True for demonstration data, with any command that serves them. */
export const isDemo = (env: Env) => !env.DATABASE_URL && readMark(env.DATA_DIR)

/** Tests by writing a file: root passes every permission check, but cannot write to a read-only disk. */
export function openDataDir(dir: string): void {
  const probe = join(dir, `.probe-${process.pid}`)
  try {
    makeFolder(dir)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') throw whyNotOpened(error, dir)
    throw new StartError('data_unwritable', `数据文件夹 ${dir} 不能写入，请改权限或用 DATA_DIR 换一个文件夹`)
  }
}

/** Not a word of permissions where the lock file did not fit on the disk. */
function lockFolder(dir: string): ReturnType<typeof lockDataDir> {
  try {
    return lockDataDir(dir)
  } catch (error) {
    if (error instanceof StartError && error.code === 'data_unwritable') requireDisk(dir)
    throw error
  }
}

/** Opens the configured database without changing its schema. @throws StartError with a one-line message. */
export async function openTarget(env: Env): Promise<Omit<Prepared, 'env'>> {
  openDataDir(env.DATA_DIR)
  if (env.DATABASE_URL) {
    await checkPostgres(env.DATABASE_URL)
    return { target: { url: env.DATABASE_URL }, embedded: undefined, close: async () => {} }
  }
  const lock = lockFolder(env.DATA_DIR)
  try {
    requireDisk(env.DATA_DIR)
    const embedded = await startEmbedded(env.DATA_DIR)
    // Whatever waits for a database that is gone would wait for ever.
    void embedded.lost.then((loss) => exitWith(whyLost(loss, env.DATA_DIR)))
    const target = { embedded: embedded.address }
    const close = async () => {
      await embedded.close()
      lock.release()
    }
    await settleMark(env.DATA_DIR, target)
    return { target, embedded, close }
  } catch (error) {
    lock.release()
    throw error instanceof StartError ? error : whyNotOpened(error, env.DATA_DIR)
  }
}

/** All steps before the server's own code is loaded; sets the environment variables that it reads. */
export async function prepare(): Promise<Prepared> {
  const env = parseEnv(process.env)
  if (env.REDIS_URL) await checkRedis(env.REDIS_URL)
  const opened = await openTarget(env)
  const secrets = loadSecrets(env.DATA_DIR)
  await tellRefusals(env.DATABASE_URL, async () => {
    await migrateDatabase(opened.target)
    if (opened.embedded) await noteOldSalts(opened.target, env.DATA_DIR)
    // An embedded database has one server: the lock of its folder sees to that.
    if (!opened.embedded) await requireSameSecrets(opened.target, fingerprintOf(secrets))
  })
  // A demonstration whose seeding was cut off has the mark and no data: what comes next may be a real station.
  if (isDemo(env) && (await isEmpty(opened.target, 'members'))) markDemo(env.DATA_DIR, false)
  Object.assign(process.env, {
    HOST: env.HOST,
    PORT: String(env.PORT),
    DATA_DIR: env.DATA_DIR,
    JMT_EMBEDDED_DATABASE: opened.embedded ? JSON.stringify(opened.embedded.address) : '',
    JMT_DEMO: isDemo(env) ? '1' : '',
    JMT_INSTANCE: instanceOf(secrets),
    NUXT_SESSION_NAME: `jmt-office-${instanceOf(secrets)}`,
    NUXT_SESSION_PASSWORD: secrets.sessionPassword,
    // A `Secure` cookie would lock everyone out of a hall that uses plain HTTP; with https it is required.
    NUXT_SESSION_COOKIE_SECURE: String(env.PUBLIC_URL?.startsWith('https:') ?? false),
  })
  // In the form that browsers send in Origin; empty means not set.
  if (env.PUBLIC_URL) process.env.PUBLIC_URL = env.PUBLIC_URL
  else delete process.env.PUBLIC_URL
  return { env, ...opened }
}

/** Parses the command line. @throws StartError `bad_command` with the usage if it is invalid. */
export function parseCommand<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch {
    throw new StartError('bad_command', usage)
  }
}

/** Exits after an error, as all commands do: one line for an expected error, all details for others. */
export function exitWith(error: unknown): never {
  if (error instanceof StartError) console.error(`[${error.code}] ${error.message}`)
  else console.error(error)
  process.exit(1)
}
