/** `npm run restore <file> [--yes]`: restores a backup or a daily snapshot, into either kind of database. */
import { join, resolve } from 'node:path'
import type { TransactionSql } from 'postgres'
import { checkBackup } from '../server/database/backup-file.ts'
import { withMark } from '../server/database/demo-mark.ts'
import { countRows, restoreBackup } from '../server/database/restore.ts'
import { snapshotDir } from '../server/database/snapshots.ts'
import { parseEnv, StartError } from '../server/env.ts'
import { tellRefusals } from './check-servers.ts'
import { exitWith, isDemo, openTarget, parseCommand } from './prepare.ts'
import { saveWithin } from './save.ts'

const USAGE = '用法：npm run restore -- <备份文件> [--yes]'

async function restore(): Promise<void> {
  const { values, positionals } = parseCommand(USAGE, {
    allowPositionals: true,
    options: { yes: { type: 'boolean', default: false } },
  })
  // Without `--` before it, npm consumes the option itself and sets only this variable.
  const yes = values.yes || process.env.npm_config_yes === 'true'
  if (positionals.length !== 1) throw new StartError('bad_command', USAGE)
  const file = resolve(positionals[0]!)
  const { header } = await checkBackup(file)
  const env = parseEnv(process.env)
  if (header.demo && env.DATABASE_URL)
    throw new StartError('demo_backup', '这是演示数据的备份，全部是模拟的，不能恢复到 DATABASE_URL 的正式数据库里')
  const { target, close } = await openTarget(env)
  try {
    await tellRefusals(env.DATABASE_URL, async () => {
      const present = await countRows(target)
      if (present && !yes)
        throw new StartError(
          'not_empty',
          `数据库里已有 ${present} 行数据，恢复会用备份替换它们；确定的话请运行 npm run restore -- ${positionals[0]} --yes`,
        )
      const kept = join(snapshotDir(env.DATA_DIR), `before-restore-${Date.now()}.ndjson.gz`)
      let saved = false
      // Asked here: while the mark is being changed nobody is told what the data are.
      const demo = isDemo(env)
      const keep = async (tx: TransactionSql) => {
        await saveWithin(tx, kept, demo)
        saved = true
      }
      // A backup of an early version does not say what its data are, so they stay what the folder is marked as.
      const { rows, closedAgain } = await (header.demo === undefined || env.DATABASE_URL
        ? restoreBackup(target, file, undefined, { keep })
        : withMark(env.DATA_DIR, target, header.demo, (stamp) => restoreBackup(target, file, stamp, { keep })))
      if (saved) console.log(`恢复前的数据另存在 ${kept}，留十四天`)
      console.log(`已恢复 ${rows} 行，大家都要重新登录`)
      if (closedAgain.length)
        console.log(
          `活动${closedAgain.map((title) => `“${title}”`).join('')}在恢复前已经结束，恢复后仍是结束的：结束时销毁的密钥不再回来`,
        )
    })
  } finally {
    await close()
  }
}

await restore().catch(exitWith)
