/** Worker thread of the embedded database; see embedded.ts. */
import { chmodSync, mkdirSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { FINAL, LOG_MS, SyncedFiles } from './embedded-disk.ts'
import { Pulse } from './embedded-pulse.ts'
import { SessionQueue } from './embedded-queue.ts'
import type { WorkerData, WorkerOrder, WorkerReport } from './embedded.ts'

const { dir, listen, memory } = workerData as WorkerData
if (!parentPort) throw new Error('Runs in a worker thread only.')
const port = parentPort
const report = (message: WorkerReport) => port.postMessage(message)

/** Enough for the pool of the server (8) and of a command that runs at the same time. */
const MAX_CONNECTIONS = 24

/** Settings that differ from those of a Postgres server on its own machine. */
const SETTINGS = {
  // Off in PGlite's own parameters; a new database is synced as a whole. `fdatasync` would not reach the file system
  // (embedded-disk.ts).
  fsync: listen ? 'on' : 'off',
  wal_sync_method: 'fsync',
  // 1000 by default, of the descriptors that connections need as well (server/http/descriptors.ts).
  max_files_per_process: '256',
  // 128 MB by default, all of it resident after first use; the system's file cache serves the rest.
  shared_buffers: '32MB',
  // No checkpointer process runs here: a checkpoint is made when this much write-ahead log has gathered, and after a
  // kill the database replays up to this much.
  max_wal_size: '96MB',
  min_wal_size: '32MB',
}

/** The worst that Postgres has said, e.g. `PANIC:  could not locate a valid checkpoint record`. */
let said: string | undefined
const listenTo = (text: string) => {
  said = /(?:FATAL|PANIC): +.*/.exec(text)?.[0] ?? said
  return false
}

try {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const pulse = new Pulse(memory)
  const move = () => pulse.move()
  const files = new SyncedFiles(dir, {
    moved: move,
    failed: (code) => report({ type: 'disk', code, final: FINAL.has(code) }),
  })
  const db = await PGlite.create({
    fs: files,
    onStderr: listenTo,
    extensions: { btree_gist },
    startParams: [
      ...PGlite.defaultStartParams,
      ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
  })
  const server =
    listen &&
    new PGLiteSocketServer({
      db,
      maxConnections: MAX_CONNECTIONS,
      ...(listen.path ? { path: listen.path } : { host: '127.0.0.1', port: 0 }),
    })
  const queue = new SessionQueue(db, { moved: move, broken: () => report({ type: 'broken' }) })
  // A private field of the library; tests/db/concurrency.test.ts fails if it disappears.
  if (server) Object.assign(server, { queryQueue: queue })
  await server?.start()
  // The database asks for no password, so only the owner of the data may open the socket file.
  if (listen?.path) chmodSync(listen.path, 0o600)
  // A busy database shows by its work that it is alive, an idle one by this.
  const pulsing = setInterval(() => queue.isBusy || move(), LOG_MS / 2)
  const syncing = setInterval(() => void files.syncLater(), LOG_MS / 2)
  const clear = async () => {
    try {
      await files.clearStore()
      report({ type: 'cleared' })
    } catch (thrown) {
      report({ type: 'cleared', error: String(thrown) })
    }
  }
  port.on('message', async (order: WorkerOrder) => {
    if (order === 'clear') return clear()
    clearInterval(pulsing)
    clearInterval(syncing)
    let error: string | undefined
    try {
      await server?.stop()
      await db.close()
      await files.syncLater()
    } catch (thrown) {
      error = String(thrown)
    }
    report({ type: 'closed', error })
  })
  report({ type: 'ready', port: server && !listen.path ? Number(server.getServerConn().split(':').at(-1)) : undefined })
} catch (error) {
  // Emscripten throws objects with a number of its own.
  const text = error instanceof Error ? error.message : JSON.stringify(error)
  report({ type: 'failed', error: said ?? text })
}
