/**
 * The embedded database: PGlite (Postgres 18 as WebAssembly) in a worker thread, accessed through a local socket with
 * the same driver as a server. Its data survive a killed process; of what was committed, a power cut takes the last two
 * seconds at most (embedded-disk.ts).
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { socketPath } from './socket-path.ts'
import { syncFolder, syncTree } from './sync.ts'
import { Pulse, watchPulse } from './embedded-pulse.ts'

export interface EmbeddedAddress {
  /** Unix socket path, or a loopback port on Windows. */
  path?: string
  port?: number
}

export interface EmbeddedDatabase {
  address: EmbeddedAddress
  /** Resolves when the database cannot go on: from then on nothing can be stored, and the process has to end. */
  lost: Promise<Loss>
  /** The process is about to end: a database that is stuck is given up sooner. */
  hurry: () => void
  /** Overwrites the log files that are kept for later, with what they held; queries go on meanwhile. */
  clearLog: () => Promise<void>
  close: () => Promise<void>
}

export interface Loss {
  /** `silent`: it is stuck in something; `ended`: Postgres or its thread is gone. */
  how: 'silent' | 'ended'
  /** Error code of the disk, e.g. `ENOSPC`, if the log could not be written before. */
  disk?: string
}

/** Why the database could not be opened or closed. */
export class DatabaseFault extends Error {
  /** Error code of the disk, e.g. `ENOSPC`, if it refused something. */
  readonly disk: string | undefined
  constructor(message: string, disk: string | undefined) {
    super(message)
    this.name = 'DatabaseFault'
    this.disk = disk
  }
}

export interface WorkerData {
  dir: string
  /** Of its `Pulse`. */
  memory: SharedArrayBuffer
  /** Absent when the worker only creates the database. */
  listen?: { path?: string }
}
export type WorkerOrder = 'close' | 'clear'
export type WorkerReport =
  | { type: 'ready'; port?: number }
  | { type: 'closed' | 'cleared'; error?: string }
  | { type: 'disk'; code: string; final: boolean }
  | { type: 'broken' }
  | { type: 'failed'; error: string }

type RunningWorker = Omit<EmbeddedDatabase, 'address'> & { port?: number }

async function startWorker(data: Omit<WorkerData, 'memory'>): Promise<RunningWorker> {
  // By default V8 optimises Postgres's largest function within the first second, which takes 600 MB for a moment even
  // on an idle database. With this budget (bytes of bytecode run) only a busy database triggers the optimisation.
  setFlagsFromString('--wasm-tiering-budget=1000000000')
  const pulse = new Pulse()
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: { ...data, memory: pulse.memory } satisfies WorkerData,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Size of V8's young generation, for short-lived message buffers; by default tens of megabytes of them accumulate
    // before a collection.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  })
  let closing = false
  let disk: string | undefined
  let hurry = () => {}
  const lost = new Promise<Loss>((resolve) => {
    const watch = watchPulse(pulse, () => resolve({ how: 'silent', disk }))
    if (!data.listen) watch.stop()
    hurry = watch.hurry
    worker.on('message', ({ type }: WorkerReport) => type === 'ready' && watch.opened())
    worker.once('exit', () => {
      watch.stop()
      if (!closing) resolve({ how: 'ended', disk })
    })
    worker.on('message', (report: WorkerReport) => {
      if (report.type === 'broken') resolve({ how: 'ended', disk })
      if (report.type !== 'disk') return
      disk ??= report.code
      if (report.final) resolve({ how: 'ended', disk })
      else watch.hurry()
    })
  })
  const next = (type: 'ready' | 'closed' | 'cleared') =>
    new Promise<WorkerReport>((resolve, reject) => {
      worker.on('message', (report: WorkerReport) => {
        if (report.type === type) resolve(report)
        else if (report.type === 'failed') reject(new DatabaseFault(report.error, disk))
      })
      worker.once('error', reject)
      void lost.then(({ how }) => reject(new DatabaseFault(how, disk)))
    })
  const order = (what: WorkerOrder) => worker.postMessage(what)
  try {
    const ready = await next('ready')
    return {
      port: ready.type === 'ready' ? ready.port : undefined,
      lost,
      hurry,
      clearLog: async () => {
        const cleared = next('cleared')
        order('clear')
        const report = await cleared
        if (report.type === 'cleared' && report.error) throw new DatabaseFault(report.error, disk)
      },
      close: async () => {
        if (closing) return
        closing = true
        const closed = next('closed')
        order('close')
        await closed.finally(() => worker.terminate())
      },
    }
  } catch (error) {
    closing = true
    await worker.terminate()
    throw error
  }
}

/**
 * Creates the database in a temporary folder and renames it, so that a folder under the final name is always complete,
 * even if the process is killed.
 */
async function createDatabase(dir: string): Promise<void> {
  const part = `${dir}.part`
  rmSync(part, { recursive: true, force: true })
  // In a separate worker: creating a database needs a second Postgres instance, whose memory is freed when the worker
  // ends.
  const worker = await startWorker({ dir: part })
  await worker.close()
  await syncTree(part)
  renameSync(part, dir)
  syncFolder(dirname(dir))
}

const addressFile = (dataDir: string) => join(dataDir, 'database.json')

/** The address of the embedded database of a server that is running on this data folder. */
export function readEmbeddedAddress(dataDir: string): EmbeddedAddress | undefined {
  try {
    return JSON.parse(readFileSync(addressFile(dataDir), 'utf8')) as EmbeddedAddress
  } catch {
    return undefined
  }
}

/**
 * Starts the embedded database on `dataDir/pg`. The caller must hold the lock of the folder.
 * @throws when the database in the folder cannot be opened; StartError when its socket would not be safe.
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const path = process.platform === 'win32' ? undefined : socketPath(dataDir)
  const dir = join(dataDir, 'pg')
  if (!existsSync(dir)) await createDatabase(dir)
  // PGlite would make a new database between the files of the old one.
  const missing = ['PG_VERSION', 'global/pg_control'].find((name) => !existsSync(join(dir, name)))
  if (missing) throw new DatabaseFault(`FATAL: ${missing} is missing`, undefined)
  if (path) rmSync(path, { force: true })
  const { port, lost, hurry, clearLog, close } = await startWorker({ dir, listen: { path } })
  const address: EmbeddedAddress = path ? { path } : { port }
  writeFileSync(addressFile(dataDir), JSON.stringify(address), { mode: 0o600 })
  return {
    address,
    lost,
    hurry,
    clearLog,
    close: async () => {
      rmSync(addressFile(dataDir), { force: true })
      await close()
    },
  }
}
