/** Keeps two processes from using the same data folder. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from '../env.ts'

/** SQLITE_BUSY: another process holds the lock. */
const BUSY = 5

/** Keeps a reference: an unreferenced handle would be garbage-collected and the lock released. */
const held = new Set<DatabaseSync>()

/**
 * Locks the data folder until `release` or the end of the process, even if it crashes.
 *
 * Uses SQLite's file lock, which the kernel releases itself: a `kill -9` leaves no stale lock, a reused process id
 * causes no confusion, and the lock works between containers that share the folder.
 * @throws StartError `data_locked`, or `data_unwritable` where the lock file cannot be written
 */
export function lockDataDir(dir: string): { release: () => void } {
  const holder = join(dir, 'lock.pid')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(dir, 'lock.sqlite'), { timeout: 0 })
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
    writeFileSync(holder, String(process.pid))
  } catch (error) {
    lock?.close()
    if ((error as { errcode?: number }).errcode !== BUSY)
      throw new StartError('data_unwritable', `数据文件夹 ${dir} 不能写入，请改权限或用 DATA_DIR 换一个文件夹`)
    let pid = ''
    try {
      pid = readFileSync(holder, 'utf8')
    } catch {
      /* the process that holds the lock has not written its id yet */
    }
    throw new StartError(
      'data_locked',
      `数据文件夹 ${dir} 正被另一个程序使用${pid && `（进程 ${pid}）`}，请先停掉它，或用 DATA_DIR 换一个文件夹`,
    )
  }
  const own = lock
  held.add(own)
  return {
    release: () => {
      if (held.delete(own)) own.close()
    },
  }
}
