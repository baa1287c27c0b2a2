/** `npm run restore <file> [--yes]`: puts a backup or a daily snapshot back, into either database. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writeBackup } from '../server/database/backup.ts'
import { checkBackup } from '../server/database/backup-file.ts'
import { countRows, restoreBackup } from '../server/database/restore.ts'
import { snapshotDir } from '../server/database/snapshots.ts'
import { parseEnv, StartError } from '../server/env.ts'
import { exitWith, openTarget } from './prepare.ts'

async function restore(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { yes: { type: 'boolean', default: false } } })
  // Without `--` before it, npm keeps the option for itself and leaves only this.
  const yes = values.yes || process.env.npm_config_yes === 'true'
  if (positionals.length !== 1) throw new StartError('bad_command', '用法：npm run restore <备份文件> [--yes]')
  const file = resolve(positionals[0]!)
  await checkBackup(file)
  const env = parseEnv(process.env)
  const { target, close } = await openTarget(env)
  try {
    const present = await countRows(target)
    if (present && !yes) throw new StartError('not_empty', `数据库里已有 ${present} 行数据，恢复会用备份替换它们；确定的话请运行 npm run restore ${positionals[0]} --yes`)
    if (present) {
      mkdirSync(snapshotDir(env.DATA_DIR), { recursive: true, mode: 0o700 })
      const kept = join(snapshotDir(env.DATA_DIR), `before-restore-${Date.now()}.ndjson.gz`)
      await writeBackup(target, kept)
      console.log(`恢复前的数据另存在 ${kept}`)
    }
    console.log(`已恢复 ${await restoreBackup(target, file)} 行`)
  } finally {
    await close()
  }
}

await restore().catch(exitWith)
