/**
 * Kills, restores, full and read-only disks and a lost Redis under load, each with a recount of what was acked.
 * `npm run bench -- faults [--json] [--kills N] [--restores N] [--clients N] [--database embedded|server|both]
 * [--only kills|restores|full|read-only|redis]`
 *
 * Phones answer over HTTP and send again what was not acked. Afterwards each acked answer must be stored exactly once,
 * the ledger must say what the answers say, and the roll-ups what the ledger says. It ends by itself, with exit code 1
 * when something did not hold.
 */
import { parseCommand } from '../scripts/prepare.ts'
import { StartError } from '../server/env.ts'
import { canMount } from '../tests/fixtures/disk.ts'
import { isRight } from './faults-count.ts'
import { fullDisk, readOnlyDisk } from './faults-disks.ts'
import { kills, redisGone, restores } from './faults-kills.ts'
import { type DatabaseName, type Outcome, TRUTH_MS } from './faults-site.ts'
import { canOwnPostgres } from './own-postgres.ts'

const USAGE =
  'npm run bench -- faults [--json] [--kills N] [--restores N] [--clients N] [--database embedded|server|both] ' +
  '[--only kills|restores|full|read-only|redis]'
const FAULTS = ['kills', 'restores', 'full', 'read-only', 'redis'] as const
type Fault = (typeof FAULTS)[number]

interface Times {
  kills: number
  restores: number
  clients: number
}

const isWell = (outcome: Outcome) =>
  isRight(outcome) && outcome.notes.length === 0 && outcome.toldMs <= TRUTH_MS && outcome.backMs <= TRUTH_MS

/** The whole takes a quarter of an hour. */
function tell(outcome: Outcome): Outcome {
  const { fault, database, times, acked, lost, twice, toldMs, backMs } = outcome
  console.error(
    `${fault} × ${times}, ${database}: ${acked} acked, ${lost} lost, ${twice} twice, told after ${toldMs} ms, ` +
      `back after ${backMs} ms${isWell(outcome) ? '' : '  ✗'}`,
  )
  return outcome
}

async function tryDisks(database: DatabaseName, wanted: readonly Fault[], clients: number): Promise<Outcome[]> {
  const can = canMount()
  if (database === 'server' && !canOwnPostgres()) {
    console.warn('Skipped: disks under Postgres need its programs (initdb).')
    return []
  }
  const outcomes: Outcome[] = []
  if (wanted.includes('full') && can.memory) outcomes.push(tell(await fullDisk(database, clients)))
  if (wanted.includes('read-only') && can.loop)
    for (const isIdle of [true, false]) outcomes.push(tell(await readOnlyDisk(database, clients, isIdle)))
  return outcomes
}

async function tryAll(database: DatabaseName, wanted: readonly Fault[], times: Times): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const { clients } = times
  if (wanted.includes('kills')) outcomes.push(tell(await kills(database, times.kills, clients)))
  if (wanted.includes('restores')) outcomes.push(tell(await restores(database, times.restores, clients)))
  if (wanted.includes('redis') && database === 'server') outcomes.push(tell(await redisGone(clients)))
  if (wanted.includes('full') || wanted.includes('read-only'))
    outcomes.push(...(await tryDisks(database, wanted, clients)))
  return outcomes
}

/** @throws StartError `bad_command` */
function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new StartError('bad_command', `--${name} takes a number from 1 to 9999, not “${text}”`)
}

/** @param args as on the command line, after the name of the benchmark. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseCommand(USAGE, {
    args,
    options: {
      json: { type: 'boolean', default: false },
      kills: { type: 'string', default: '40' },
      restores: { type: 'string', default: '4' },
      clients: { type: 'string', default: '24' },
      database: { type: 'string', default: 'both' },
      only: { type: 'string', multiple: true, default: [...FAULTS] },
    },
  })
  const times: Times = {
    kills: readCount('kills', values.kills),
    restores: readCount('restores', values.restores),
    clients: readCount('clients', values.clients),
  }
  const wanted = FAULTS.filter((fault) => values.only.includes(fault))
  const databases = (['embedded', 'server'] as const).filter((name) => [name, 'both'].includes(values.database))
  if (!databases.length || !wanted.length) throw new StartError('bad_command', USAGE)
  // Thousands of invented phones of one address, which answer at once.
  process.env.JMT_MEASURED = '1'
  const outcomes: Outcome[] = []
  for (const database of databases) outcomes.push(...(await tryAll(database, wanted, times)))
  console.table(
    outcomes.map(({ notes, ...outcome }) => ({ ...outcome, well: isWell({ ...outcome, notes }) })),
    [
      'fault',
      'database',
      'times',
      'acked',
      'lost',
      'startsLost',
      'twice',
      'wrong',
      'agree',
      'toldMs',
      'backMs',
      'startMs',
      'well',
    ],
  )
  for (const { fault, database, notes } of outcomes)
    for (const note of notes) console.log(`${fault}, ${database}: ${note}`)
  console.log(
    'acked: answers that phones were told are stored. lost: of these, not there, or with another choice. twice: ' +
      'answers, starts or completions more than once. wrong: attempts whose ledger is not what their answers are. ' +
      'agree: the roll-ups are the sums of the ledger. A restore into Postgres puts what it replaces aside; that is ' +
      `counted as there. toldMs, backMs: until /api/ready told of the fault and of its end, at most ${TRUTH_MS}.`,
  )
  const met = outcomes.every(isWell)
  if (!met) process.exitCode = 1
  if (values.json) console.log(JSON.stringify({ bench: 'faults', outcomes, met }))
}
