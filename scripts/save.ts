/** Writes a backup to a path chosen by the user. */
import { lstatSync } from 'node:fs'
import { dirname } from 'node:path'
import { isBackup } from '../server/database/backup-file.ts'
import { writeBackup } from '../server/database/backup.ts'
import type { DatabaseTarget } from '../server/database/connect.ts'
import { StartError } from '../server/env.ts'
import { codeOf, syscallOf } from '../server/error-code.ts'
import { makeFolder } from './prepare.ts'

/**
 * Only an earlier backup may be replaced: what else stands there was not meant.
 * @throws StartError `backup_taken`
 */
export async function requireFree(file: string): Promise<void> {
  const there = lstatSync(file, { throwIfNoEntry: false })
  if (!there || (there.isFile() && (await isBackup(file)))) return
  throw new StartError(
    'backup_taken',
    `${file} 已经有了，而且不是本系统的备份，没有覆盖它；请换一个文件名，或者先把它移开`,
  )
}

/** Creates the folder if needed. @returns the number of rows. @throws StartError `backup_unwritable` */
export async function save(target: DatabaseTarget, file: string, demo: boolean): Promise<number> {
  try {
    makeFolder(dirname(file))
    return await writeBackup(target, file, demo)
  } catch (error) {
    const unwritable = /^(EACCES|EROFS|ENOENT|ENOTDIR|EEXIST|EISDIR|ENOSPC|EPERM)$/.test(codeOf(error))
    if (unwritable && syscallOf(error) !== 'connect')
      throw new StartError('backup_unwritable', `备份文件 ${file} 写不进去，请换一个位置`)
    throw error
  }
}
