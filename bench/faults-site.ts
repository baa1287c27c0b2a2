/** A site for the benchmark of faults: the built server on a database of its own, killed and started again. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type DatabaseTarget, openDatabase } from '../server/database/client.ts'
import { readEmbeddedAddress } from '../server/database/embedded.ts'
import { ownFolder } from '../tests/fixtures/leftovers.ts'
import { createServerDatabase, LOCAL_DEFAULT } from '../tests/fixtures/postgres.ts'
import { freePort, startServer, type TestServer } from '../tests/fixtures/server.ts'
import { type Seed, seedStation } from '../tests/fixtures/station.ts'
import { recount, type Count } from './faults-count.ts'
import { pause, Phones } from './faults-load.ts'

export type DatabaseName = 'embedded' | 'server'

/** What `/api/ready` says: ready, ready without the other nodes, not ready, or no answer at all. */
export type Readiness = 'ready' | 'alone' | 'not' | 'silent'

/** The time within which `/api/ready` has to tell the truth, in ms. */
export const TRUTH_MS = 5_000

const POLL_MS = 50
/** Longest start, in ms, on a machine that others use, too. */
const START_MS = 180_000

async function askReady(url: string): Promise<Readiness> {
  try {
    const reply = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(TRUTH_MS) })
    const { checks } = (await reply.json()) as { checks: { adapter: boolean } }
    return !reply.ok ? 'not' : checks.adapter ? 'ready' : 'alone'
  } catch {
    return 'silent'
  }
}

/** Polls `/api/ready` of a server, which may be away. */
export class ReadyWatch {
  /** In ms of the monotonic clock. */
  private readonly changes: { at: number; state: Readiness }[] = []
  private stopped = false
  private readonly url: string
  private readonly running: Promise<void>

  constructor(url: string) {
    this.url = url
    this.running = this.run()
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const state = await askReady(this.url)
      if (state !== this.changes.at(-1)?.state) this.changes.push({ at: performance.now(), state })
      await pause(POLL_MS)
    }
  }

  /** Waits until it says one of these. @returns ms since `from`; Infinity when it did not within the time */
  async until(states: readonly Readiness[], from: number, ms = 60_000): Promise<number> {
    while (performance.now() < from + ms) {
      const last = this.changes.at(-1)
      if (last && states.includes(last.state)) return Math.max(0, Math.round(last.at - from))
      await pause(POLL_MS / 2)
    }
    return Infinity
  }

  stop(): Promise<void> {
    this.stopped = true
    return this.running
  }
}

export interface Outcome extends Count {
  fault: string
  database: DatabaseName
  times: number
  /** The longest that `/api/ready` took to tell of the fault, and of its end; ms. */
  toldMs: number
  backMs: number
  /** The longest start, ms. */
  startMs?: number
  /** What went wrong besides. */
  notes: string[]
}

export const outcome = (fault: string, database: DatabaseName, times = 1): Omit<Outcome, keyof Count> => ({
  fault,
  database,
  times,
  toldMs: 0,
  backMs: 0,
  notes: [],
})

export interface SiteOptions {
  database: DatabaseName
  clients: number
  /** Of a database server of its own; by default a new database on the local one. */
  databaseUrl?: string
  redisUrl?: string
  /** On a disk of its own. */
  dataDir?: string
}

export interface Site {
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly seed: Seed
  readonly phones: Phones
  readonly ready: ReadyWatch
  readonly server: () => TestServer
  /** Starts the server again after it has ended, also on another folder. @returns ms until it is ready */
  readonly restart: (dataDir?: string) => Promise<number>
  /** Ends the load and recounts. */
  readonly count: () => Promise<Count>
  /** Where the database is while the server runs. */
  readonly target: () => DatabaseTarget
}

/** Runs `work` on a new site under load, and removes all of it afterwards, also after an error. */
export async function withSite<T>(options: SiteOptions, work: (site: Site) => Promise<T>): Promise<T> {
  const undo: (() => Promise<unknown> | void)[] = []
  try {
    let dataDir = options.dataDir ?? ownFolder()
    undo.unshift(() => rmSync(dataDir, { recursive: true, force: true }))
    const made =
      options.database === 'server' && !options.databaseUrl
        ? await createServerDatabase(process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT)
        : undefined
    if (made) undo.unshift(made.remove)
    const databaseUrl = options.databaseUrl ?? made?.url
    const port = await freePort()
    const start = () => startServer({ dataDir, port, databaseUrl, redisUrl: options.redisUrl, startMs: START_MS })
    let server = await start()
    undo.unshift(() => server.kill())
    const target = (): DatabaseTarget => {
      if (databaseUrl) return { url: databaseUrl }
      const embedded = readEmbeddedAddress(dataDir)
      if (!embedded) throw new Error('the server has no embedded database')
      return { embedded }
    }
    const { db, close } = openDatabase(target(), { max: 1 })
    const seed = await seedStation(db).finally(close)
    const phones = new Phones(port, seed.code).start(options.clients)
    undo.unshift(() => phones.stop())
    const ready = new ReadyWatch(server.url)
    undo.unshift(() => ready.stop())
    return await work({
      dataDir,
      databaseUrl,
      seed,
      phones,
      ready,
      server: () => server,
      target,
      restart: async (folder = dataDir) => {
        const from = performance.now()
        dataDir = folder
        server = await start()
        return Math.round(performance.now() - from)
      },
      count: async () => {
        await phones.stop()
        return recount(target(), seed.campaignId, phones)
      },
    })
  } finally {
    for (const step of undo) await step()
  }
}

/** Waits until phones have been told of this many more answers. @throws when that takes longer than a minute */
export async function moreAcked({ phones, server }: Pick<Site, 'phones' | 'server'>, more: number): Promise<void> {
  const enough = phones.acked.length + more
  const end = performance.now() + 60_000
  while (phones.acked.length < enough) {
    if (performance.now() > end) throw new Error(`no answer is acked:\n${server().logs().slice(-2_000)}`)
    await pause(POLL_MS)
  }
}

/** A number between the two, each equally likely. */
export const between = (least: number, most: number): number =>
  least + (randomBytes(4).readUInt32BE() / 2 ** 32) * (most - least)
