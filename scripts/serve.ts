/** Runs the built server in this process. */
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serverEnv, StartError } from '../server/env.ts'
import { type DatabaseTarget, isEmpty } from '../server/database/connect.ts'
import { clearOldSalts } from '../server/database/old-salts.ts'
import { untilSilent } from '../server/database/silence.ts'
import { keepSnapshots } from '../server/database/snapshots.ts'
import { keepLog } from '../server/log/keep.ts'
import { report } from '../server/log/report.ts'
import { watchSpace } from '../server/database/space.ts'
import { isMoved, ownChoices, readAddress } from '../server/http/address.ts'
import { listenError } from './address.ts'
import { loadRoutes } from './load-routes.ts'
import { addresses, openingLines } from './opening.ts'
import { exitWith, prepare } from './prepare.ts'

interface ServerEntry {
  default: { listening: Promise<void>; close: () => Promise<void> }
}

/**
 * Timeout of a graceful shutdown, in ms; connections that are still open then are closed. All acked data are committed
 * by then.
 */
const STOP_MS = 10_000

/**
 * A signal sent to npm ends npm and its shell but does not reach this process: without this check the server would keep
 * running and occupy the port and the data folder.
 */
function stopWithNpm(stop: () => void): void {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const parent = process.ppid
  setInterval(() => process.ppid === parent || stop(), 500).unref()
}

/** While there is no member: prints the one-time code for creating the first admin. */
async function printSetupCode(target: DatabaseTarget, url: string): Promise<void> {
  if (!(await isEmpty(target, 'members'))) return
  // Imported only here: it loads the whole query builder, of which the server has its own bundled copy.
  const [{ openDatabase }, { createSetupCode }] = await Promise.all([
    import('../server/database/client.ts'),
    import('../server/member/setup.ts'),
  ])
  const { db, close } = openDatabase(target, { max: 1 })
  const code = await createSetupCode(db).finally(close)
  if (code) console.log(`首次设置：请打开 ${url}setup ，输入设置码 ${code}`)
}

async function serve(): Promise<void> {
  const given = { ...process.env }
  // Otherwise the libraries speak to developers: each mistyped address would be a warning in the window.
  process.env.NODE_ENV = 'production'
  const prepared = await prepare()
  const { env, embedded } = prepared
  const output = resolve('.output/server/index.mjs')
  if (!existsSync(output)) throw new StartError('not_built', '还没有构建，请运行 npm start')
  const log = keepLog(env.DATA_DIR, env.LOG_LEVEL)
  const entry = ((await import(pathToFileURL(output).href)) as ServerEntry).default
  try {
    await entry.listening
  } catch (error) {
    await prepared.close()
    log.stop()
    throw listenError(error, env)
  }
  const snapshots = keepSnapshots(prepared.target, env.DATA_DIR)
  watchSpace(env.DATA_DIR)
  if (embedded) clearOldSalts(embedded, env.DATA_DIR)
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    embedded?.hurry()
    // The embedded one is watched by its own thread.
    if (!embedded)
      void untilSilent(prepared.target).then(() =>
        exitWith(new StartError('database_silent', '数据库没有回应，不再等它，已强行结束：已收下的都存好了')),
      )
    setTimeout(() => {
      console.error('[stop_timeout] 没能按时停下，已强行结束')
      process.exit(1)
    }, STOP_MS).unref()
    await Promise.all([entry.close(), snapshots.stop()])
    await prepared.close()
    report('info', 'server', 'stopped')
    log.stop()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('SIGHUP', stop)
  stopWithNpm(stop)
  const chosen = env.PUBLIC_URL ? undefined : readAddress(env.DATA_DIR)
  report('info', 'server', 'started', { port: env.PORT })
  for (const line of openingLines(env, given)) console.log(line)
  if (serverEnv.isMeasured)
    console.log('注意：现在是测量用的设置（JMT_MEASURED），程序刷出来的数也会计入，不要用来办活动')
  if (chosen && isMoved(chosen, ownChoices(env.PORT)))
    console.log(
      `注意：二维码指向 ${chosen.origin} ，这台电脑现在没有这个地址。请管理员到“警务室”页重新选“手机用哪个网址”`,
    )
  await printSetupCode(prepared.target, addresses(env)[0]!.url)
  await loadRoutes(dirname(output))
}

await serve().catch(exitWith)
