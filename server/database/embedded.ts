/**
 * The embedded database: PGlite (Postgres 18 as WebAssembly) in a worker thread, accessed through a local socket with
 * the same driver as a server. PGlite's data survive a killed process, but it never calls fsync, so a power cut can
 * lose the last seconds: hence the daily snapshots.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { socketPath } from './socket-path.ts'

export interface EmbeddedAddress {
  /** Unix socket path, or a loopback port on Windows. */
  path?: string
  port?: number
}

export interface EmbeddedDatabase {
  address: EmbeddedAddress
  /** Resolves when the database ended unexpectedly: from then on nothing can be stored. */
  lost: Promise<void>
  close: () => Promise<void>
}

export interface WorkerData {
  dir: string
  /** Absent when the worker only creates the database. */
  listen?: { path?: string }
}
export type WorkerReport =
  | { type: 'ready'; port?: number }
  | { type: 'closed'; error?: string }
  | { type: 'failed'; error: string }

interface RunningWorker {
  port?: number
  lost: Promise<void>
  close: () => Promise<void>
}

async function startWorker(data: WorkerData): Promise<RunningWorker> {
  // By default V8 optimises Postgres's largest function within the first second, which takes 600 MB for a moment even
  // on an idle database. With this budget (bytes of bytecode run) only a busy database triggers the optimisation.
  setFlagsFromString('--wasm-tiering-budget=1000000000')
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: data,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Size of V8's young generation, for short-lived message buffers; by default tens of megabytes of them accumulate
    // before a collection.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  })
  let closing = false
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const next = (type: 'ready' | 'closed') =>
    new Promise<WorkerReport>((resolve, reject) => {
      worker.on('message', (report: WorkerReport) => {
        if (report.type === type) resolve(report)
        else if (report.type === 'failed') reject(new Error(report.error))
      })
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`the database worker ended with ${code}`)))
    })
  try {
    const ready = await next('ready')
    return {
      port: ready.type === 'ready' ? ready.port : undefined,
      lost: new Promise((resolve) => ended.then(() => closing || resolve())),
      close: async () => {
        if (closing) return ended
        closing = true
        const closed = next('closed')
        worker.postMessage('close')
        await closed.finally(() => worker.terminate())
      },
    }
  } catch (error) {
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
  renameSync(part, dir)
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
  if (path) rmSync(path, { force: true })
  const { port, lost, close } = await startWorker({ dir, listen: { path } })
  const address: EmbeddedAddress = path ? { path } : { port }
  writeFileSync(addressFile(dataDir), JSON.stringify(address), { mode: 0o600 })
  return {
    address,
    lost,
    close: async () => {
      rmSync(addressFile(dataDir), { force: true })
      await close()
    },
  }
}
