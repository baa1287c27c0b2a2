/** Worker thread of the embedded database; see embedded.ts. */
import { chmodSync, mkdirSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { SessionQueue } from './embedded-queue.ts'
import type { WorkerData, WorkerReport } from './embedded.ts'

const { dir, listen } = workerData as WorkerData
if (!parentPort) throw new Error('Runs in a worker thread only.')
const port = parentPort
const report = (message: WorkerReport) => port.postMessage(message)

/** Enough for the pool of the server (8) and of a command that runs at the same time. */
const MAX_CONNECTIONS = 24

/** Settings that differ from those of a Postgres server on its own machine. */
const SETTINGS = {
  // 128 MB by default, all of it resident after first use; the system's file cache serves the rest.
  shared_buffers: '32MB',
  // No checkpointer process runs here: a checkpoint is made when this much write-ahead log has gathered, and after a
  // kill the database replays up to this much.
  max_wal_size: '96MB',
  min_wal_size: '32MB',
}

try {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const db = await PGlite.create({
    dataDir: dir,
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
  // A private field of the library; tests/db/concurrency.test.ts fails if it disappears.
  if (server) Object.assign(server, { queryQueue: new SessionQueue(db) })
  await server?.start()
  // The database asks for no password, so only the owner of the data may open the socket file.
  if (listen?.path) chmodSync(listen.path, 0o600)
  port.on('message', async () => {
    let error: string | undefined
    try {
      await server?.stop()
      await db.close()
    } catch (thrown) {
      error = String(thrown)
    }
    report({ type: 'closed', error })
  })
  report({ type: 'ready', port: server && !listen.path ? Number(server.getServerConn().split(':').at(-1)) : undefined })
} catch (error) {
  report({ type: 'failed', error: error instanceof Error ? error.message : String(error) })
}
