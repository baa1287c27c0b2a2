/** A Postgres server of its own in a folder, e.g. on a small disk. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { serverAnswers } from '../tests/fixtures/postgres.ts'
import { freePort } from '../tests/fixtures/server.ts'
import { pause } from './faults-load.ts'

export interface OwnPostgres {
  url: string
  /** Ends it at once, with all of its processes. */
  kill: () => Promise<void>
  /** Starts it again, also on another folder, at the same address. */
  start: (dir?: string) => Promise<void>
}

/** Little of everything, for a small disk. */
const SETTINGS = ['min_wal_size=32MB', 'max_wal_size=64MB', 'shared_buffers=32MB', 'restart_after_crash=on']

/** Postgres does not run as root. @returns ids of the user to run it as */
function userOf(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

const binary = (name: string) =>
  join(execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: 'pipe' }).trim(), name)

/** Whether this computer has what it takes. */
export function canOwnPostgres(): boolean {
  try {
    userOf()
    return existsSync(binary('initdb'))
  } catch {
    return false
  }
}

export async function startPostgres(parent: string): Promise<OwnPostgres> {
  const user = userOf()
  let folder = join(parent, 'postgres')
  mkdirSync(folder, { mode: 0o700 })
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!)
  execFileSync(binary('initdb'), ['-D', folder, '-U', 'root', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...user,
    stdio: 'pipe',
  })
  const port = await freePort()
  const url = `postgres://root@127.0.0.1:${port}/postgres`
  let child: ChildProcess | undefined
  const hasEnded = () => !child || child.exitCode !== null || child.signalCode !== null
  const start = async (dir = folder) => {
    folder = dir
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', ...SETTINGS]
    const args = ['-D', folder, ...settings.flatMap((one) => ['-c', one])]
    // After a kill it starts only once the last of its processes has noticed.
    for (const end = performance.now() + 30_000; !(await serverAnswers(url)); await pause(100)) {
      if (performance.now() > end) throw new Error('the own Postgres does not start')
      if (hasEnded()) child = spawn(binary('postgres'), args, { ...user, stdio: 'ignore' })
    }
  }
  await start()
  return {
    url,
    start,
    kill: async () => {
      if (!child || hasEnded()) return
      const gone = new Promise((resolve) => child?.once('exit', resolve))
      // Its other processes notice at once that it is gone, and end.
      child.kill('SIGKILL')
      await gone
    },
  }
}
