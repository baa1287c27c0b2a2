/**
 * Time until `npm start` is ready the second time, and memory of the idle server, against what npm, Node and PGlite
 * take. `npm run bench -- start [--json] [--runs N] [--idle seconds]` (Linux)
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { freePort } from '../tests/fixtures/server.ts'

interface Started {
  /** From starting npm until the server answered, ms. */
  ms: number
  /** CPU time of npm and its child processes until then, ms; unlike the time it does not depend on other processes. */
  cpuMs: number
  /** The server process, a descendant of npm and its shell. */
  pid: number
  stop: () => Promise<void>
}

const START_MOST = 4_000
const MEMORY_MOST = 400
const FIRST_MS = 120_000

const BARE_SERVER =
  "import { createServer } from 'node:http'\n" +
  "createServer((_, reply) => reply.end('ok')).listen(Number(process.env.PORT), '127.0.0.1')\n"
/** Opens only the embedded database, in the same way as the server. */
const bareDatabase = (dataDir: string) => `
  const { startEmbedded } = await import(${JSON.stringify(pathToFileURL(resolve('server/database/embedded.ts')).href)})
  await startEmbedded(${JSON.stringify(dataDir)})
  console.log('ready')`

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const gone = (child: ChildProcess) =>
  new Promise<void>((done) =>
    (child.exitCode ?? child.signalCode) !== null ? done() : child.once('close', () => done()),
  )

/** Current and maximum resident memory, MB of 2^20 bytes. */
function memory(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)![1]) / 1024)
  return { now: read('VmRSS'), most: read('VmHWM') }
}

/** The chain of processes from npm through its shell to node (and the pinned node). */
function chainFrom(pid: number): number[] {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return child ? [pid, ...chainFrom(Number(child))] : [pid]
}

/** User and system time so far, including ended children, ms (the kernel counts in 1/100 s). */
function cpuTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field) * 10, 0)
}

/** Runs `npm start` in a folder. @param settled the output after which it can also be stopped gracefully. */
async function npmStart(cwd: string, dataDir: string, path: string, settled: RegExp): Promise<Started> {
  const port = await freePort()
  const { DATABASE_URL: _database, REDIS_URL: _redis, PUBLIC_URL: _public, NODE_ENV: _mode, ...inherited } = process.env
  const begin = performance.now()
  const npm = spawn('npm', ['start'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, npm_config_loglevel: 'error', DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: String(port) },
  })
  let log = ''
  for (const stream of [npm.stdout, npm.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text))
  while (
    !(await fetch(`http://127.0.0.1:${port}${path}`).then(
      (reply) => reply.ok,
      () => false,
    ))
  ) {
    if (npm.exitCode !== null) throw new Error(`npm start ended with ${npm.exitCode}:\n${log}`)
    if (performance.now() - begin > FIRST_MS) throw new Error(`npm start did not become ready:\n${log}`)
    await sleep(10)
  }
  const ms = Math.round(performance.now() - begin)
  const chain = chainFrom(npm.pid!)
  const cpuMs = chain.reduce((sum, pid) => sum + cpuTime(pid), 0)
  while (!settled.test(log) && npm.exitCode === null) await sleep(10)
  const pid = chain.at(-1)!
  return {
    ms,
    cpuMs,
    pid,
    stop: async () => {
      process.kill(pid, 'SIGTERM')
      await gone(npm)
    },
  }
}

/** Resident memory of a process that only keeps the database open, after the same idle time. */
async function databaseMemory(dataDir: string, idleMs: number): Promise<{ now: number; most: number }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', bareDatabase(dataDir)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise((done, fail) => {
    child.stdout.once('data', done)
    child.once('close', () => fail(new Error('the database did not open')))
  })
  await sleep(idleMs)
  const taken = memory(child.pid!)
  child.kill('SIGKILL')
  await gone(child)
  return taken
}

/** @param args as on the command line, after the name of the benchmark. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '5' },
      idle: { type: 'string', default: '30' },
    },
  })
  const [runs, idleMs] = [Number(values.runs), Number(values.idle) * 1000]
  const dir = mkdtempSync(join(tmpdir(), 'jmt-start-'))
  const dataDir = join(dir, 'data')
  try {
    writeFileSync(
      join(dir, 'package.json'),
      '{ "private": true, "type": "module", "scripts": { "start": "node server.js" } }',
    )
    writeFileSync(join(dir, 'server.js'), BARE_SERVER)
    // The first start creates the database and fills the compile cache.
    const first = await npmStart('.', dataDir, '/api/ready', /设置码 \S+/)
    await first.stop()
    const starts: Started[] = []
    const floors: Started[] = []
    let idle = { now: 0, most: 0 }
    let bareNode = 0
    // Alternating, so that other load on the machine affects both.
    for (let turn = 1; turn <= runs; turn++) {
      const bare = await npmStart(dir, dataDir, '/', /^/)
      floors.push(bare)
      bareNode = memory(bare.pid).now
      await bare.stop()
      const started = await npmStart('.', dataDir, '/api/ready', /设置码 \S+/)
      starts.push(started)
      if (turn === runs) {
        await sleep(idleMs)
        idle = memory(started.pid)
      }
      await started.stop()
    }
    const database = await databaseMemory(dataDir, idleMs)
    const [ms, floorMs] = [median(starts.map((one) => one.ms)), median(floors.map((one) => one.ms))]
    const start = {
      firstMs: first.ms,
      medianMs: ms,
      mostMs: Math.max(...starts.map((one) => one.ms)),
      cpuMs: median(starts.map((one) => one.cpuMs)),
      floorMs,
      floorCpuMs: median(floors.map((one) => one.cpuMs)),
      ratio: Number((ms / floorMs).toFixed(1)),
      load: Number(loadavg()[0]!.toFixed(1)),
    }
    const idleMemory = {
      server: idle.now,
      serverMost: idle.most,
      database: database.now,
      databaseMost: database.most,
      bareNode,
      ratio: Number((idle.now / database.now).toFixed(2)),
    }
    console.table({ 'npm start, ms': start })
    console.table({ 'idle memory, MB': idleMemory })
    console.log(
      `${runs} starts on a database that is there; the first start, which makes it, is not counted. ` +
        'Load is that of the machine over the last minute: the time stands only where it is about one. ' +
        'Floor: npm starting a bare HTTP server of Node. ' +
        `Memory: VmRSS after ${values.idle} s idle (most: VmHWM); ` +
        'its floor is a process that holds only the embedded database open, on the same data.',
    )
    const verdict = (value: number, most: number) => (value <= most ? 'met' : 'MISSED')
    console.log(
      `Goals. Start within ${START_MOST} ms: ${verdict(start.medianMs, START_MOST)}. ` +
        `Idle memory of at most ${MEMORY_MOST} MB: ${verdict(idle.now, MEMORY_MOST)}.`,
    )
    if (values.json)
      console.log(
        JSON.stringify({
          bench: 'start',
          runs,
          start,
          idleMemory,
          goals: {
            startMost: START_MOST,
            memoryMost: MEMORY_MOST,
            met: start.medianMs <= START_MOST && idle.now <= MEMORY_MOST,
          },
        }),
      )
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
