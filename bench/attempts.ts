/**
 * Answers graded, stored and acked per second over HTTP, against raw inserts of the same rows.
 * `npm run bench -- attempts [--json] [--seconds N] [--clients N] [--database embedded|server|both]`
 *
 * Three rounds of `--seconds` each of floor, full load and half load, alternating, so that other load on the machine
 * and growing tables affect all of them; the figures are medians.
 */
import { parseCommand } from '../scripts/prepare.ts'
import { StartError } from '../server/env.ts'
import { floor, FORM, fullLoad, scheduledLoad, startAttempts } from './attempts-load.ts'
import { type Bench, cpuTime, type DatabaseName, withServer } from './own-server.ts'

interface Measured {
  database: DatabaseName
  /** Answers per second over HTTP, closed loop. */
  answersPerSecond: number
  /**
   * CPU time of the server process per answer, ms; unlike the rate it does not depend on other processes. Linux only.
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

const ROUNDS = 3
const RATIO_LEAST = 0.7
const P99_MOST = 25
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const round = (value: number, digits = 0) => Number(value.toFixed(digits))

interface Round {
  floor: number
  full: number
  cpu: number | null
  rate: number
  p50: number
  p99: number
  max: number
}

/** Estimated rates, from which the amount of work for the wanted seconds is computed. */
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

async function measure(database: DatabaseName, seconds: number, clients: number): Promise<Measured> {
  return withServer(database, clients, async (bench) => {
    const { sql, seed, connections } = bench
    // Warm-up: compiles code and plans statements.
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
      // The ratio is computed per round, because a temporarily slow machine slows both.
      ratio: round(
        middle((one) => one.full / one.floor),
        2,
      ),
    }
  })
}

/** The ratio is that on a Postgres server if one was measured; the latency is the worst of all. */
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
    [
      `Medians of ${ROUNDS} rounds of floor, full load and half load.`,
      `${clients} keep-alive clients in one process beside the server's; one answer per request; starts are not timed.`,
      `Floor: single-row inserts through postgres.js, ${clients} at a time.`,
    ].join(' '),
  )
  const verdict = (met: boolean) => (met ? 'met' : 'MISSED')
  console.log(
    [
      `Goals. Ratio on ${databases.at(-1)} of at least ${RATIO_LEAST}: ${verdict(goals.ratio >= RATIO_LEAST)}.`,
      `p99 of at most ${P99_MOST} ms at half load: ${verdict(goals.p99Ms <= P99_MOST)}.`,
    ].join(' '),
  )
  if (values.json) console.log(JSON.stringify({ bench: 'attempts', seconds, clients, rounds: ROUNDS, results, goals }))
}

if (import.meta.main) await run(process.argv.slice(2))
