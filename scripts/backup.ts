/** `npm run backup [file]`: works while the server runs, on both databases. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DatabaseTarget } from '../server/database/connect.ts'
import { readEmbeddedAddress } from '../server/database/embedded.ts'
import { type Env, parseEnv, StartError } from '../server/env.ts'
import { tellRefusals } from './check-servers.ts'
import { exitWith, isDemo, openTarget, parseCommand } from './prepare.ts'
import { requireFree, requireOwn, save } from './save.ts'

const USAGE = '用法：npm run backup [备份文件]'

/** The configured database; an embedded one is accessed through the server that has it open, if one is running. */
async function reach(env: Env): Promise<{ target: DatabaseTarget; inUse?: string; close: () => Promise<void> }> {
  if (!env.DATABASE_URL && !existsSync(join(env.DATA_DIR, 'pg')))
    throw new StartError('no_database', `数据文件夹 ${env.DATA_DIR} 里还没有数据库`)
  try {
    return await openTarget(env)
  } catch (error) {
    const embedded = readEmbeddedAddress(env.DATA_DIR)
    if (error instanceof StartError && error.code === 'data_locked' && embedded)
      return { target: { embedded }, inUse: env.DATA_DIR, close: async () => {} }
    throw error
  }
}

async function backup(): Promise<void> {
  const { positionals } = parseCommand(USAGE, { allowPositionals: true, options: {} })
  if (positionals.length > 1) throw new StartError('bad_command', USAGE)
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const file = resolve(positionals[0] ?? join('backups', `jinmeiting-${stamp}.ndjson.gz`))
  const env = parseEnv(process.env)
  await requireFree(file, env.DATA_DIR)
  const { target, inUse, close } = await reach(env)
  try {
    const rows = await tellRefusals(env.DATABASE_URL, async () => {
      await requireOwn(target, file, isDemo(env))
      return save(target, file, () => isDemo(env), inUse)
    })
    console.log(`已备份 ${rows} 行到 ${file}`)
  } finally {
    await close()
  }
}

await backup().catch(exitWith)
