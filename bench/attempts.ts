/**
 * Answers graded, stored and acked per second over HTTP, against raw inserts of the same rows.
 * `npm run bench -- attempts [--json] [--seconds N] [--clients N] [--database embedded|server|both]`
 *
 * Three rounds of `--seconds` each of floor, full load and half load, in turns, so that whatever else the machine
 * does and however the tables grow falls on all of them; the figures are medians.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { v7 } from 'uuid'
import { type DatabaseTarget, openDatabase } from '../server/database/client.ts'
import { parseCommand } from '../scripts/prepare.ts'
import { StartError } from '../server/env.ts'
import { createServerDatabase, LOCAL_DEFAULT } from '../tests/fixtures/postgres.ts'
import { freePort } from '../tests/fixtures/server.ts'
import { type Seed, seedStation } from '../tests/fixtures/station.ts'
import { Connection } from './http-client.ts'

interface Started {
  id: string
  cookie: string
  items: number
}
interface Measured {
  database: 'embedded' | 'server'
  /** Answers per second over HTTP, closed loop. */
  answersPerSecond: number
  /**
   * CPU time of the server process per answer, ms; unlike the rate it does not depend on who else uses the machine.
   * Linux only.
   */
  cpuPerAnswer: number | null
  /**
   * Latency at half of that rate, arrivals on a fixed schedule, ms; each the median of the rounds, `max` the
   * greatest.
   */
  halfLoad: { rate: number; p50: number; p99: number; max: number }
  /** Rows per second inserted straight through postgres.js. */
  floorPerSecond: number
  ratio: number
}

interface Goals {
  ratio: number
  ratioLeast: number
  p99Ms: number
  p99Most: number
  met: boolean
}

const FORM = 10
const ROUNDS = 3
const RATIO_LEAST = 0.5
const P99_MOST = 50
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const round = (value: number, digits = 0) => Number(value.toFixed(digits))

/** Also by a signal, which leaves no exit code. */
const ended = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

async function startServer(dir: string, port: number, url?: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/serve.ts'], {
    env: {
      ...process.env,
      DATA_DIR: dir,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: url ?? '',
      REDIS_URL: '',
      PUBLIC_URL: '',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (let tries = 0; tries < 300; tries++) {
    if (ended(child)) throw new Error('the server ended; is there a build?')
    const ready = await fetch(`http://127.0.0.1:${port}/api/ready`).then(
      (reply) => reply.ok,
      () => false,
    )
    if (ready) return child
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  child.kill('SIGKILL')
  throw new Error('the server did not become ready')
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (ended(child)) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

/** Runs `work` on each value, one connection per worker. */
async function eachOn<T>(
  connections: readonly Connection[],
  values: Iterable<T>,
  work: (connection: Connection, value: T) => Promise<void>,
): Promise<void> {
  const left = values[Symbol.iterator]()
  await Promise.all(
    connections.map(async (connection) => {
      for (let next = left.next(); !next.done; next = left.next()) await work(connection, next.value)
    }),
  )
}

async function startAttempts(connections: readonly Connection[], code: string, count: number): Promise<Started[]> {
  const started: Started[] = []
  await eachOn(
    connections,
    Array.from({ length: count }, () => v7()),
    async (connection, id) => {
      const cookie = `jmt-device=${randomBytes(16).toString('base64url')}`
      const reply = await connection.post('/api/attempts', cookie, { id, code })
      if (reply.status !== 200) throw new Error(`start: ${reply.status} ${reply.body}`)
      started.push({ id, cookie, items: FORM })
    },
  )
  return started
}

async function answer(connection: Connection, attempt: Started, position: number): Promise<void> {
  const reply = await connection.post(`/api/attempts/${attempt.id}/answers`, attempt.cookie, {
    answers: [{ position, choice: position % 2 ? 'scam' : 'genuine' }],
  })
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

/**
 * Answers arrive on a schedule, whether or not earlier ones are back; a wait for a free client counts. @returns ms,
 * sorted.
 */
async function scheduledLoad(
  connections: readonly Connection[],
  attempts: readonly Started[],
  rate: number,
): Promise<number[]> {
  const times: number[] = []
  const begin = performance.now() + 50
  let next = 0
  await Promise.all(
    connections.map(async (connection) => {
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
    }),
  )
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
async function floor(sql: Sql, seed: Seed, clients: number, count: number): Promise<number> {
  const ids = Array.from({ length: Math.ceil(count / FORM) }, () => v7())
  const itemIds = Array.from({ length: FORM }, (_, i) => `item-${i}`)
  for (let at = 0; at < ids.length; at += 500) {
    const rows = ids.slice(at, at + 500).map((id) => ({
      id,
      campaign_id: seed.campaignId,
      touchpoint_id: seed.touchpointId,
      device_key: randomBytes(32),
      item_ids: itemIds,
      taxonomy: 'bench',
    }))
    await sql`insert into attempts ${sql(rows)}`
  }
  const left = ids.flatMap((id) => itemIds.map((item, position) => ({ id, position, item })))[Symbol.iterator]()
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let next = left.next(); !next.done; next = left.next()) {
        const { id, position, item } = next.value
        await sql`insert into answers (attempt_id, position, item_id, item_version, truth, choice, correct) values (${id}, ${position}, ${item}, 1, 'scam', 'scam', true)`
      }
    }),
  )
  return (ids.length * FORM * 1000) / (performance.now() - begin)
}

interface Round {
  floor: number
  full: number
  cpu: number | null
  rate: number
  p50: number
  p99: number
  max: number
}

/** A guess of each rate says how much work fills the seconds. */
interface Guess {
  full: number
  floor: number
}

async function measureRound({ sql, seed, connections, pid }: Bench, seconds: number, guess: Guess): Promise<Round> {
  const perSecond = await floor(sql, seed, connections.length, Math.ceil(guess.floor * seconds))
  const attempts = await startAttempts(connections, seed.code, Math.ceil((guess.full * seconds) / FORM))
  const cpuBefore = cpuTime(pid)
  const full = await fullLoad(connections, attempts)
  const cpu = cpuBefore === null ? null : (cpuTime(pid)! - cpuBefore) / (attempts.length * FORM)
  const rate = full / 2
  const times = await scheduledLoad(
    connections,
    await startAttempts(connections, seed.code, Math.ceil((rate * seconds) / FORM)),
    rate,
  )
  return {
    floor: perSecond,
    full,
    cpu,
    rate,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    max: times.at(-1) ?? 0,
  }
}

interface Bench {
  sql: Sql
  seed: Seed
  connections: readonly Connection[]
  pid: number
}

/** Runs `work` against a fresh server with a database of its own, and takes both away again, however it ends. */
async function withServer<T>(
  database: Measured['database'],
  clients: number,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'jmt-bench-'))
  const undo: (() => Promise<unknown> | void)[] = [() => rmSync(dir, { recursive: true, force: true })]
  try {
    const made =
      database === 'server' ? await createServerDatabase(process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT) : undefined
    if (made) undo.unshift(made.remove)
    const port = await freePort()
    const server = await startServer(dir, port, made?.url)
    undo.unshift(() => stopServer(server))
    const target: DatabaseTarget = made ? { url: made.url } : { embedded: { path: join(dir, 'pg.sock') } }
    const { db, sql, close } = openDatabase(target, { max: made ? 16 : 8 })
    undo.unshift(close)
    const connections = Array.from({ length: clients }, () => new Connection(port))
    undo.unshift(() => connections.forEach((connection) => connection.close()))
    return await work({ sql, seed: await seedStation(db), connections, pid: server.pid! })
  } finally {
    for (const step of undo) await step()
  }
}

async function measure(database: Measured['database'], seconds: number, clients: number): Promise<Measured> {
  return withServer(database, clients, async (bench) => {
    const { sql, seed, connections } = bench
    // Warm: code is compiled, statements are planned.
    const guess: Guess = {
      full: await fullLoad(connections, await startAttempts(connections, seed.code, 150)),
      floor: await floor(sql, seed, clients, 1500),
    }
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const last = await measureRound(bench, seconds, guess)
      rounds.push(last)
      Object.assign(guess, { full: last.full, floor: last.floor })
    }
    const middle = (read: (one: Round) => number) => median(rounds.map(read))
    return {
      database,
      answersPerSecond: round(middle(({ full }) => full)),
      cpuPerAnswer:
        rounds[0]!.cpu === null
          ? null
          : round(
              middle(({ cpu }) => cpu!),
              3,
            ),
      halfLoad: {
        rate: round(middle(({ rate }) => rate)),
        p50: round(
          middle(({ p50 }) => p50),
          1,
        ),
        p99: round(
          middle(({ p99 }) => p99),
          1,
        ),
        max: round(Math.max(...rounds.map(({ max }) => max)), 1),
      },
      floorPerSecond: round(middle((one) => one.floor)),
      // Of each round by itself: what slows the machine for a while slows both.
      ratio: round(
        middle((one) => one.full / one.floor),
        2,
      ),
    }
  })
}

/** The ratio is that on a server where one was measured, the latency the worst of all. */
function goalsOf(results: readonly Measured[]): Goals {
  const { ratio } = results.find(({ database }) => database === 'server') ?? results[0]!
  const p99Ms = Math.max(...results.map(({ halfLoad }) => halfLoad.p99))
  return { ratio, ratioLeast: RATIO_LEAST, p99Ms, p99Most: P99_MOST, met: ratio >= RATIO_LEAST && p99Ms <= P99_MOST }
}

/** @throws StartError `bad_command` */
function readNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value < least || value > most)
    throw new StartError('bad_command', `--${name} takes a number from ${least} to ${most}, not “${text}”`)
  return value
}

/** @param args as on the command line, after the name of the benchmark. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseCommand(
    'npm run bench -- attempts [--json] [--seconds N] [--clients N] [--database embedded|server|both]',
    {
      args,
      options: {
        json: { type: 'boolean', default: false },
        seconds: { type: 'string', default: '3' },
        clients: { type: 'string', default: '50' },
        database: { type: 'string', default: 'both' },
      },
    },
  )
  const seconds = readNumber('seconds', values.seconds, 0.5, 600)
  const clients = Math.floor(readNumber('clients', values.clients, 1, 1000))
  const databases = (['embedded', 'server'] as const).filter(
    (name) => values.database === 'both' || values.database === name,
  )
  if (!databases.length) throw new StartError('bad_command', '--database takes embedded, server or both')
  const results: Measured[] = []
  for (const database of databases) results.push(await measure(database, seconds, clients))
  const goals = goalsOf(results)
  console.table(
    results.map(({ halfLoad, ...rest }) => ({
      ...rest,
      'half load, answers/s': halfLoad.rate,
      'p50 ms': halfLoad.p50,
      'p99 ms': halfLoad.p99,
      'max ms': halfLoad.max,
    })),
  )
  console.log(
    `Medians of ${ROUNDS} rounds of floor, full load and half load. ${clients} keep-alive clients in one process beside the server's; one answer per request; starts are not timed. Floor: single-row inserts through postgres.js, ${clients} at a time.`,
  )
  const verdict = (met: boolean) => (met ? 'met' : 'MISSED')
  console.log(
    `Goals. Ratio on ${databases.at(-1)} of at least ${RATIO_LEAST}: ${verdict(goals.ratio >= RATIO_LEAST)}. p99 of at most ${P99_MOST} ms at half load: ${verdict(goals.p99Ms <= P99_MOST)}.`,
  )
  if (values.json) console.log(JSON.stringify({ bench: 'attempts', seconds, clients, rounds: ROUNDS, results, goals }))
}

if (import.meta.main) await run(process.argv.slice(2))
