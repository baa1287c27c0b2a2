/** Writes a backup to a path chosen by the user. */
import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { TransactionSql } from 'postgres'
import { ownerOf } from '../server/database/backup-file.ts'
import { readOwner, writeBackup, writeBackupWithin } from '../server/database/backup.ts'
import { writeBackupBeside } from '../server/database/backup-beside.ts'
import type { DatabaseTarget } from '../server/database/connect.ts'
import { StartError } from '../server/env.ts'
import { codeOf, syscallOf } from '../server/error-code.ts'
import { makeFolder } from './prepare.ts'

const UNWRITABLE = /^(EACCES|EROFS|ENOENT|ENOTDIR|EEXIST|EISDIR|ENOSPC|EDQUOT|EPERM|ENAMETOOLONG|ELOOP)$/

/** @returns an error of the file system in one line, any other as it is */
const inOneLine = (error: unknown, file: string): unknown =>
  UNWRITABLE.test(codeOf(error) ?? '') && syscallOf(error) !== 'connect'
    ? new StartError('backup_unwritable', `备份文件 ${file} 写不进去，请换一个位置`)
    : error

/** The path without links, also of what is not there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    return join(realPath(dirname(path)), basename(path))
  }
}

const taken = (file: string, what: string) =>
  new StartError('backup_taken', `${file} 已经有了，而且${what}，没有覆盖它；请换一个文件名，或者先把它移开`)

/**
 * Refuses a place where a backup would destroy something, before the database is opened. Only an earlier backup may be
 * replaced: what else stands there was not meant.
 * @throws StartError `backup_taken`, `backup_inside` or `backup_unwritable`
 */
export async function requireFree(file: string, dataDir: string): Promise<void> {
  try {
    // The database reads every file there as one of its own.
    const database = realPath(resolve(dataDir, 'pg'))
    const real = realPath(file)
    if (real === database || real.startsWith(database + sep))
      throw new StartError('backup_inside', `${file} 在数据库自己的文件夹里，备份不能放在那里，请换一个位置`)
    const there = lstatSync(file, { throwIfNoEntry: false })
    if (there && !(there.isFile() && (await ownerOf(file)))) throw taken(file, '不是本系统的备份')
  } catch (error) {
    throw inOneLine(error, file)
  }
}

/**
 * An earlier backup is replaced only by one of the same data: that of another station, or a real one by that of a
 * demonstration, may be the only one there is.
 * @throws StartError `backup_taken`
 */
export async function requireOwn(target: DatabaseTarget, file: string, demo: boolean): Promise<void> {
  const there = await ownerOf(file)
  // One from before the first-run setup holds nothing that could be lost.
  if (!there || there.station === null) return
  if (there.station !== (await readOwner(target))) throw taken(file, '是另一个警务室的备份')
  if (there.demo !== undefined && there.demo !== demo)
    throw taken(file, there.demo ? '是演示数据的备份，现在的不是' : '是正式数据的备份，现在的是演示数据')
}

/** Creates the folder if needed. @throws StartError `backup_unwritable` */
async function inFolder<T>(file: string, write: () => Promise<T>): Promise<T> {
  try {
    makeFolder(dirname(file))
    return await write()
  } catch (error) {
    throw inOneLine(error, file)
  }
}

/**
 * @param inUse data folder of an embedded database that a server has open, whose users must not wait
 * @returns the number of rows.
 * @throws StartError `backup_unwritable`
 */
export const save = (target: DatabaseTarget, file: string, isDemo: () => boolean, inUse?: string): Promise<number> =>
  inFolder(file, () => (inUse ? writeBackupBeside(target, inUse, file, isDemo) : writeBackup(target, file, isDemo)))

/** The same, of what a transaction sees that has locked the tables. */
export const saveWithin = (tx: TransactionSql, file: string, demo: boolean): Promise<number> =>
  inFolder(file, () => writeBackupWithin(tx, file, demo))
