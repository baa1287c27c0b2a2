/**
 * Answers graded, stored and acked per second over HTTP, against raw inserts of the same rows.
 * `npm run bench -- attempts [--json] [--seconds N] [--clients N] [--database embedded|server|both]`
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { v7 } from 'uuid'
import { type DatabaseTarget, openDatabase } from '../server/database/client.ts'
import { createServerDatabase, LOCAL_DEFAULT } from '../tests/fixtures/database.ts'
import { type Seed, seedStation } from '../tests/fixtures/station.ts'
import { Connection } from './http-client.ts'

interface Started { id: string; cookie: string; items: number }
interface Measured {
  database: 'embedded' | 'server'
  /** Answers per second over HTTP, closed loop. */
  answersPerSecond: number
  /** CPU time of the server process per answer, ms; unlike the rate it does not depend on who else uses the machine. Linux only. */
  cpuPerAnswer: number | null
  /** Latency at half of that rate, arrivals on a fixed schedule, ms. */
  halfLoad: { rate: number; p50: number; p99: number; max: number }
  /** Rows per second inserted straight through postgres.js. */
  floorPerSecond: number
  ratio: number
}

const FORM = 10
const percentile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const round = (value: number, digits = 0) => Number(value.toFixed(digits))

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function startServer(dir: string, port: number, url?: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/serve.ts'], {
    env: { ...process.env, DATA_DIR: dir, PORT: String(port), HOST: '127.0.0.1', DATABASE_URL: url ?? '', REDIS_URL: '', PUBLIC_URL: '' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error('the server ended; is there a build?')
    const ready = await fetch(`http://127.0.0.1:${port}/api/ready`).then((reply) => reply.ok, () => false)
    if (ready) return child
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the server did not become ready')
}

/** Runs `work` on each value, one connection per worker. */
async function eachOn<T>(connections: readonly Connection[], values: Iterable<T>, work: (connection: Connection, value: T) => Promise<void>): Promise<void> {
  const left = values[Symbol.iterator]()
  await Promise.all(connections.map(async (connection) => {
    for (let next = left.next(); !next.done; next = left.next()) await work(connection, next.value)
  }))
}

async function startAttempts(connections: readonly Connection[], code: string, count: number): Promise<Started[]> {
  const started: Started[] = []
  await eachOn(connections, Array.from({ length: count }, () => v7()), async (connection, id) => {
    const cookie = `jmt-device=${randomBytes(16).toString('base64url')}`
    const reply = await connection.post('/api/attempts', cookie, { id, code })
    if (reply.status !== 200) throw new Error(`start: ${reply.status} ${reply.body}`)
    started.push({ id, cookie, items: FORM })
  })
  return started
}

async function answer(connection: Connection, attempt: Started, position: number): Promise<void> {
  const reply = await connection.post(`/api/attempts/${attempt.id}/answers`, attempt.cookie, { answers: [{ position, choice: position % 2 ? 'scam' : 'genuine' }] })
  if (reply.status !== 200) throw new Error(`answer: ${reply.status} ${reply.body}`)
}

/** Every client does attempt after attempt, as fast as it is answered. @returns answers per second. */
async function fullLoad(connections: readonly Connection[], attempts: readonly Started[]): Promise<number> {
  const begin = performance.now()
  await eachOn(connections, attempts, async (connection, attempt) => {
    for (let position = 0; position < attempt.items; position++) await answer(connection, attempt, position)
  })
  return (attempts.length * FORM * 1000) / (performance.now() - begin)
}

/** Answers arrive on a schedule, whether or not earlier ones are back; a wait for a free client counts. @returns ms, sorted. */
async function scheduledLoad(connections: readonly Connection[], attempts: readonly Started[], rate: number): Promise<number[]> {
  const times: number[] = []
  const begin = performance.now() + 50
  let next = 0
  await Promise.all(connections.map(async (connection) => {
    while (next < attempts.length * FORM) {
      const turn = next++
      const due = begin + (turn * 1000) / rate
      const wait = due - performance.now()
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      // A timer that fires late is the client's fault, a client that comes late is the server's.
      const from = wait > 0 ? performance.now() : due
      await answer(connection, attempts[turn % attempts.length]!, Math.floor(turn / attempts.length))
      times.push(performance.now() - from)
    }
  }))
  return times.sort((a, b) => a - b)
}

/** User and system time of a process so far, ms (the kernel counts in 1/100 s). */
function cpuTime(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

/** The same rows, one insert each, `clients` at a time. @returns rows per second. */
async function floor(target: DatabaseTarget, seed: Seed, clients: number, count: number): Promise<number> {
  const { sql, close } = openDatabase(target, { max: 'url' in target ? 16 : 8 })
  const ids = Array.from({ length: Math.ceil(count / FORM) }, () => v7())
  const itemIds = Array.from({ length: FORM }, (_, i) => `item-${i}`)
  for (let at = 0; at < ids.length; at += 500) {
    const rows = ids.slice(at, at + 500).map((id) => ({ id, campaign_id: seed.campaignId, touchpoint_id: seed.touchpointId, device_key: randomBytes(32), item_ids: itemIds, taxonomy: 'bench' }))
    await sql`insert into attempts ${sql(rows)}`
  }
  const rows = ids.flatMap((id) => itemIds.map((item, position) => ({ id, position, item })))
  const insert = ({ id, position, item }: (typeof rows)[number]) => sql`
    insert into answers (attempt_id, position, item_id, item_version, truth, choice, correct) values (${id}, ${position}, ${item}, 1, 'scam', 'scam', true)`
  const run = async (part: typeof rows) => {
    const left = part[Symbol.iterator]()
    await Promise.all(Array.from({ length: clients }, async () => {
      for (let next = left.next(); !next.done; next = left.next()) await insert(next.value)
    }))
  }
  await run(rows.slice(0, 500))
  const begin = performance.now()
  await run(rows.slice(500))
  const perSecond = ((rows.length - 500) * 1000) / (performance.now() - begin)
  await close()
  return perSecond
}

async function measure(database: Measured['database'], seconds: number, clients: number): Promise<Measured> {
  const dir = mkdtempSync(join(tmpdir(), 'jmt-bench-'))
  const made = database === 'server' ? await createServerDatabase(process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT) : undefined
  const port = await freePort()
  const server = await startServer(dir, port, made?.url)
  const connections = Array.from({ length: clients }, () => new Connection(port))
  try {
    const target: DatabaseTarget = made ? { url: made.url } : { embedded: { path: join(dir, 'pg.sock') } }
    const { db, close } = openDatabase(target, { max: 1 })
    const seed = await seedStation(db)
    await close()
    // Warm: code is compiled, statements are planned.
    const guess = await fullLoad(connections, await startAttempts(connections, seed.code, 150))
    const attempts = await startAttempts(connections, seed.code, Math.ceil((guess * seconds) / FORM))
    const cpuBefore = cpuTime(server.pid!)
    const answersPerSecond = await fullLoad(connections, attempts)
    const cpu = cpuBefore === null ? null : cpuTime(server.pid!)! - cpuBefore
    const rate = answersPerSecond / 2
    const times = await scheduledLoad(connections, await startAttempts(connections, seed.code, Math.ceil((rate * seconds) / FORM)), rate)
    const floorPerSecond = await floor(target, seed, clients, Math.ceil(answersPerSecond * seconds * 1.5) + 500)
    return {
      database,
      answersPerSecond: round(answersPerSecond),
      cpuPerAnswer: cpu === null ? null : round(cpu / (attempts.length * FORM), 3),
      halfLoad: { rate: round(rate), p50: round(percentile(times, 0.5), 1), p99: round(percentile(times, 0.99), 1), max: round(times.at(-1) ?? 0, 1) },
      floorPerSecond: round(floorPerSecond),
      ratio: round(answersPerSecond / floorPerSecond, 2),
    }
  } finally {
    for (const connection of connections) connection.close()
    server.kill('SIGTERM')
    await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(undefined)))
    await made?.remove()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** @param args as on the command line, after the name of the benchmark. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '5' }, clients: { type: 'string', default: '50' }, database: { type: 'string', default: 'both' } },
  })
  const [seconds, clients] = [Number(values.seconds), Number(values.clients)]
  const databases = (['embedded', 'server'] as const).filter((name) => values.database === 'both' || values.database === name)
  const results: Measured[] = []
  for (const database of databases) results.push(await measure(database, seconds, clients))
  console.table(results.map(({ halfLoad, ...rest }) => ({ ...rest, 'half load, answers/s': halfLoad.rate, 'p50 ms': halfLoad.p50, 'p99 ms': halfLoad.p99, 'max ms': halfLoad.max })))
  console.log(`${clients} keep-alive clients in one process beside the server's; one answer per request; starts are not timed. Floor: single-row inserts through postgres.js, ${clients} at a time. Goal: ratio of at least 0.5 on a server, p99 of at most 50 ms at half load.`)
  if (values.json) console.log(JSON.stringify({ bench: 'attempts', seconds, clients, results }))
}

if (import.meta.main) await run(process.argv.slice(2))
