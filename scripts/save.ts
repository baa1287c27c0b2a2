/** Writes a backup to a path chosen by the user. */
import { dirname } from 'node:path'
import { writeBackup } from '../server/database/backup.ts'
import type { DatabaseTarget } from '../server/database/connect.ts'
import { StartError } from '../server/env.ts'
import { codeOf, syscallOf } from '../server/error-code.ts'
import { makeFolder } from './prepare.ts'

/** Creates the folder if needed. @returns the number of rows. @throws StartError `backup_unwritable` */
export async function save(target: DatabaseTarget, file: string): Promise<number> {
  try {
    makeFolder(dirname(file))
    return await writeBackup(target, file)
  } catch (error) {
    const unwritable = /^(EACCES|EROFS|ENOENT|ENOTDIR|EEXIST|EISDIR|ENOSPC|EPERM)$/.test(codeOf(error))
    if (unwritable && syscallOf(error) !== 'connect')
      throw new StartError('backup_unwritable', `备份文件 ${file} 写不进去，请换一个位置`)
    throw error
  }
}
