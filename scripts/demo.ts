/** `npm run demo`: like `npm start`, with a separate data folder that is filled with a season of invented activity. */
import { enableCompileCache } from 'node:module'
import { markDemo } from '../server/database/demo-mark.ts'
import { isEmpty } from '../server/database/connect.ts'
import { parseEnv, StartError } from '../server/env.ts'
import { ROLE_LABELS } from '../shared/member/role.ts'
import { buildForStart } from './output.ts'
import { exitWith, isDemo, prepare } from './prepare.ts'

/** Fills the data folder if it is empty. @throws StartError `demo_data` if it contains real data */
async function fill(): Promise<void> {
  const { env, target, close } = await prepare()
  try {
    if (!(await isEmpty(target, 'members'))) {
      if (!isDemo(env))
        throw new StartError(
          'demo_data',
          `数据文件夹 ${env.DATA_DIR} 里不是演示数据，请用 DATA_DIR 换一个空的文件夹，或者不设 DATA_DIR`,
        )
      console.log(`演示账号和密码在第一次启动时显示过；想重新开始，请停下后删除 ${env.DATA_DIR}`)
      return
    }
    console.log('正在生成演示数据（约十秒）…')
    // Before the data, so that invented figures are never served without the mark.
    markDemo(env.DATA_DIR, true)
    const [{ openDatabase }, { seedSeason }, { STATION }] = await Promise.all([
      import('../server/database/client.ts'),
      import('./season/seed.ts'),
      import('./season/station.ts'),
    ])
    const { db, close: disconnect } = openDatabase(target, { max: 1 })
    const season = await seedSeason(db, {
      station: STATION,
      mark: '（演示数据）',
    }).finally(disconnect)
    console.log('演示账号（密码只显示这一次）：')
    for (const { login, password, role } of season?.accounts ?? [])
      console.log(`  ${ROLE_LABELS[role]}  账号 ${login}  密码 ${password}`)
  } finally {
    await close()
  }
}

try {
  if (parseEnv(process.env).DATABASE_URL)
    throw new StartError('demo_database', '演示不使用 DATABASE_URL，以免模拟数据写进正式的数据库，请去掉它再运行')
  process.env.DATA_DIR ||= '.data-demo'
  await buildForStart(parseEnv(process.env))
  await fill()
} catch (error) {
  exitWith(error)
}
enableCompileCache('node_modules/.cache/compile')
await import('./serve.ts')
