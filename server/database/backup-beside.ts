/**
 * A backup of an embedded database that is in use, which the users of the database do not wait for. Its files are
 * copied as they are, and Postgres makes them consistent from the log, as after a power cut; the backup is read from
 * the copy, at the speed of wherever it goes.
 */
import { constants, existsSync, readdirSync, rmSync } from 'node:fs'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../error-code.ts'
import { writeBackup } from './backup.ts'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'
import { startEmbedded } from './embedded.ts'
import { one } from './one.ts'

/** Attempts: a checkpoint in the middle may remove the beginning of the log, and the copy cannot be opened. */
const ATTEMPTS = 3
const COPY = /^copy-(\d+)$/

const copyIn = (dataDir: string) => join(dataDir, `copy-${process.pid}`)

/** Copies a folder. What is removed meanwhile is left out: the log says so, too. */
async function copyFolder(from: string, to: string, isLeft: (name: string) => boolean = () => false): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true }).catch(() => [])) {
    if (isLeft(entry.name)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyFolder(source, target)
    else if (entry.isFile())
      await copyFile(source, target, constants.COPYFILE_FICLONE).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error
      })
  }
}

/** The end of the log: a copy of all until there is whole. */
async function endOfLog(target: DatabaseTarget): Promise<string> {
  const sql = connect(target, { max: 1 })
  try {
    return one(await sql<{ at: string }[]>`select pg_current_wal_insert_lsn()::text as at`).at
  } finally {
    await disconnect(sql)
  }
}

/** The order is what makes the copy consistent: where the log begins, then the pages, then the log. */
async function copyDatabase(live: DatabaseTarget, from: string, to: string): Promise<string> {
  await mkdir(join(to, 'global'), { recursive: true, mode: 0o700 })
  await copyFile(join(from, 'global/pg_control'), join(to, 'global/pg_control'))
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name === 'pg_wal' || entry.name === 'postmaster.pid') continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyFolder(source, target, (name) => name === 'pg_control' || name === 'pgsql_tmp')
    else if (entry.isFile()) await copyFile(source, target)
  }
  const end = await endOfLog(live)
  await copyFolder(join(from, 'pg_wal'), join(to, 'pg_wal'))
  return end
}

async function isWhole(copy: DatabaseTarget, end: string): Promise<boolean> {
  const sql = connect(copy, { max: 1 })
  try {
    return one(await sql<{ yes: boolean }[]>`select pg_current_wal_insert_lsn() >= ${end}::pg_lsn as yes`).yes
  } finally {
    await disconnect(sql)
  }
}

async function openCopy(live: DatabaseTarget, dataDir: string): Promise<Awaited<ReturnType<typeof startEmbedded>>> {
  const dir = copyIn(dataDir)
  for (let attempt = 1; ; attempt++) {
    rmSync(dir, { recursive: true, force: true })
    try {
      const end = await copyDatabase(live, join(dataDir, 'pg'), join(dir, 'pg'))
      const opened = await startEmbedded(dir)
      if (await isWhole({ embedded: opened.address }, end)) return opened
      await opened.close()
      throw new Error('the copy of the database ends too early')
    } catch (error) {
      if (attempt === ATTEMPTS || codeOf(error) === 'ENOSPC') throw error
    }
  }
}

/**
 * Like `writeBackup`. Needs as much space in the data folder as the database has, for that time.
 * @param live the database of `dataDir`, which a server has open
 */
export async function writeBackupBeside(
  live: DatabaseTarget,
  dataDir: string,
  file: string,
  isDemo: () => boolean,
): Promise<number> {
  try {
    const copy = await openCopy(live, dataDir)
    try {
      return await writeBackup({ embedded: copy.address }, file, isDemo)
    } finally {
      await copy.close()
    }
  } finally {
    rmSync(copyIn(dataDir), { recursive: true, force: true })
  }
}

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** Removes the copies of processes that were killed. */
export function sweepCopies(dataDir: string): void {
  if (!existsSync(dataDir)) return
  for (const name of readdirSync(dataDir)) {
    const pid = Number(COPY.exec(name)?.[1])
    if (pid && (pid === process.pid || !isRunning(pid))) rmSync(join(dataDir, name), { recursive: true, force: true })
  }
}
