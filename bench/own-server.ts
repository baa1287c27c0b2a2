/** Starts a built server with a separate database for one benchmark, and measures its CPU time. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { type DatabaseTarget, openDatabase } from '../server/database/client.ts'
import { createServerDatabase, LOCAL_DEFAULT } from '../tests/fixtures/postgres.ts'
import { freePort } from '../tests/fixtures/server.ts'
import { type Seed, seedStation } from '../tests/fixtures/station.ts'
import { Connection } from './http-client.ts'

export type DatabaseName = 'embedded' | 'server'

export interface Bench {
  sql: Sql
  seed: Seed
  connections: readonly Connection[]
  pid: number
}

/** Whether the process has ended, also by a signal, which leaves no exit code. */
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
      // Thousands of invented phones of one address, which answer at once.
      JMT_MEASURED: '1',
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

/** User and system time of a process so far, ms (the kernel counts in 1/100 s). */
export function cpuTime(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

/** Runs `work` against a fresh server with a separate database, and removes both afterwards, also after an error. */
export async function withServer<T>(
  database: DatabaseName,
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
