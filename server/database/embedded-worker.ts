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

/** Enough for the pool of the server (8) and of a tool beside it. */
const MAX_CONNECTIONS = 24

/** What differs from a Postgres that has a machine of its own. */
const SETTINGS = {
  // 128 MB by default, all of it resident once touched; the system's file cache serves the rest.
  shared_buffers: '32MB',
  // No checkpointer runs here: a checkpoint comes when this much log has gathered, and a killed server replays as much.
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
  // A private field, held by tests/db/concurrency.test.ts.
  if (server) Object.assign(server, { queryQueue: new SessionQueue(db) })
  await server?.start()
  // It asks for no password: whoever may open the socket owns the data.
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
