/** `npm run secrets -- --adopt`: from now on all servers of the database must have the secrets of this computer. */
import { adoptSecrets } from '../server/database/installation.ts'
import { migrateDatabase } from '../server/database/migrate.ts'
import { parseEnv, StartError } from '../server/env.ts'
import { fingerprintOf, loadSecrets } from '../server/secrets.ts'
import { checkPostgres, tellRefusals } from './check-servers.ts'
import { exitWith, openDataDir, parseCommand } from './prepare.ts'

const USAGE = '用法：npm run secrets -- --adopt'

async function adopt(): Promise<void> {
  const { values } = parseCommand(USAGE, { options: { adopt: { type: 'boolean', default: false } } })
  // Without `--` before it, npm consumes the option itself and sets only this variable.
  if (!values.adopt && process.env.npm_config_adopt !== 'true') throw new StartError('bad_command', USAGE)
  const env = parseEnv(process.env)
  if (!env.DATABASE_URL)
    throw new StartError('bad_command', '内置数据库只有这一台服务器用，换了密钥直接启动就行（所有成员要重新登录）')
  const target = { url: env.DATABASE_URL }
  openDataDir(env.DATA_DIR)
  await checkPostgres(env.DATABASE_URL)
  await tellRefusals(env.DATABASE_URL, async () => {
    await migrateDatabase(target)
    await adoptSecrets(target, fingerprintOf(loadSecrets(env.DATA_DIR)))
  })
  console.log('以后用这个数据库的服务器，都要有这台电脑的 secrets.json。所有成员要重新登录')
}

await adopt().catch(exitWith)
