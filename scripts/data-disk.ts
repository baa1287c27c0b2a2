/** Looks at the disk of the data folder before the database does, and says why a database was not opened. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseFault, type Loss } from '../server/database/embedded.ts'
import { StartError } from '../server/env.ts'
import { codeOf } from '../server/error-code.ts'

const MB = 1_000_000
/** A new database, and what an existing one may need to finish its log. */
const NEW_BYTES = 100 * MB
const OPEN_BYTES = 34 * MB

const WHOLE = '数据没有坏，请不要移动或删除里面的文件'
const full = (dir: string, left = '') =>
  new StartError('disk_full', `数据文件夹 ${dir} 所在的磁盘满了${left}：请先腾出空间，再启动。${WHOLE}`)
const unwritable = (path: string) =>
  new StartError('data_unwritable', `${path} 不能写入，请检查权限，再看磁盘是不是只读。${WHOLE}`)

/** By codes of Node and by the words of Postgres. */
const CAUSES: [RegExp, (dir: string) => StartError][] = [
  [/ENOSPC|EDQUOT|No space left|[Qq]uota exceeded/, (dir) => full(dir)],
  [/EROFS|EACCES|EPERM|Read-only|Permission denied|not permitted/, (dir) => unwritable(`数据文件夹 ${dir}`)],
  [
    /EMFILE|ENFILE|Too many open files/i,
    () => new StartError('too_many_files', `系统不让再打开文件了：请关掉别的程序，或调高 ulimit -n，再启动。${WHOLE}`),
  ],
  [
    /EIO|Input\/output error|I\/O error/i,
    (dir) =>
      new StartError('disk_error', `数据文件夹 ${dir} 所在的磁盘读写出错，请检查磁盘和连线，先把 snapshots 抄到别的盘`),
  ],
]

/** @throws StartError `disk_full` or `data_unwritable`, before anything was written */
export function requireDisk(dir: string): void {
  const database = join(dir, 'pg')
  const there = existsSync(database)
  const { bavail, bsize } = statfsSync(dir)
  const needed = there ? OPEN_BYTES : NEW_BYTES
  if (bavail * bsize < needed)
    throw full(dir, `，只剩 ${Math.floor((bavail * bsize) / MB)} MB，至少要 ${Math.ceil(needed / MB)} MB`)
  for (const path of ['', 'global', 'global/pg_control', 'pg_wal'].map((name) => join(database, name))) {
    try {
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK)
    } catch {
      throw unwritable(path)
    }
  }
}

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : (JSON.stringify(error) ?? String(error))).split('\n')[0]

/**
 * Why a database was not opened. Only what Postgres itself said about its files proves that they are bad: the advice
 * to put them away would otherwise throw good data away.
 */
export function whyNotOpened(error: unknown, dir: string): StartError {
  if (error instanceof StartError) return error
  const disk = error instanceof DatabaseFault ? error.disk : codeOf(error)
  const words = `${disk ?? ''} ${firstLine(error)}`
  const known = CAUSES.find(([pattern]) => pattern.test(words))
  if (known) return known[1](dir)
  if (/(?:FATAL|PANIC): /.test(words))
    return new StartError(
      'bad_data',
      `数据文件夹 ${dir} 里的数据库坏了：请把其中的 pg 文件夹移到别处留着，` +
        `再用 npm run restore 恢复 snapshots 里最近的一份（${firstLine(error)}）`,
    )
  return new StartError(
    'database_unopened',
    `数据文件夹 ${dir} 里的数据库这次没有打开，数据多半没有坏：请不要移动它，再启动一次；` +
      `还是不行，请把这一行发给维护的人（${firstLine(error)}）`,
  )
}

/** What is said when the database stops while it is in use. */
export function whyLost({ how, disk }: Loss, dir: string): StartError {
  const known = CAUSES.find(([pattern]) => pattern.test(disk ?? ''))
  if (known) return known[1](dir)
  return how === 'silent'
    ? new StartError('database_silent', '内置数据库没有动静了，程序已自行结束：已收下的都存好了，请重新启动')
    : new StartError('database_lost', '内置数据库意外停止，程序已自行结束：已收下的都存好了，请重新启动')
}
