/** `npm run backup [file]`: works while the server runs, on both databases. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { writeBackup } from '../server/database/backup.ts'
import type { DatabaseTarget } from '../server/database/connect.ts'
import { readEmbeddedAddress } from '../server/database/embedded.ts'
import { parseEnv, StartError } from '../server/env.ts'
import { exitWith, openTarget } from './prepare.ts'

/** The database of the environment; an embedded one is reached through the server that has it open, if one has. */
async function reach(): Promise<{ target: DatabaseTarget; close: () => Promise<void> }> {
  const env = parseEnv(process.env)
  if (!env.DATABASE_URL && !existsSync(join(env.DATA_DIR, 'pg'))) throw new StartError('no_database', `数据文件夹 ${env.DATA_DIR} 里还没有数据库`)
  try {
    return await openTarget(env)
  } catch (error) {
    const embedded = readEmbeddedAddress(env.DATA_DIR)
    if (error instanceof StartError && error.code === 'data_locked' && embedded) return { target: { embedded }, close: async () => {} }
    throw error
  }
}

async function backup(): Promise<void> {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const file = resolve(process.argv[2] ?? `jinmeiting-${stamp}.ndjson.gz`)
  const { target, close } = await reach()
  try {
    mkdirSync(dirname(file), { recursive: true })
    const rows = await writeBackup(target, file)
    console.log(`已备份 ${rows} 行到 ${file}`)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code && /^(EACCES|EROFS|ENOTDIR|EEXIST|EISDIR|ENOSPC|EPERM)$/.test(code)) throw new StartError('backup_unwritable', `备份文件 ${file} 写不进去，请换一个位置`)
    throw error
  } finally {
    await close()
  }
}

await backup().catch(exitWith)
