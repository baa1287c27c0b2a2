/** Kills and restores under load, and Redis that goes and comes back. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkBackup, readRows } from '../server/database/backup-file.ts'
import { snapshotDir } from '../server/database/snapshots.ts'
import { launch } from '../tests/fixtures/launch.ts'
import { redisAnswers } from '../tests/fixtures/redis.ts'
import { freePort } from '../tests/fixtures/server.ts'
import type { Count } from './faults-count.ts'
import { type Acked, pause } from './faults-load.ts'
import {
  between,
  type DatabaseName,
  moreAcked,
  outcome,
  type Outcome,
  type Site,
  TRUTH_MS,
  withSite,
} from './faults-site.ts'

/** Answers acked before most of the kills. */
const WORK = 100
/** Longest that a server lives after that, in ms. */
const LIFE_MS = 1_500

/** `kill -9` at random moments under load, and the same database again. */
export const kills = (database: DatabaseName, times: number, clients: number): Promise<Outcome> =>
  withSite({ database, clients }, async (site) => {
    const result = outcome('kill -9', database, times)
    for (let kill = 1; kill <= times; kill++) {
      // Most of them in the middle of the work; some hit a server that has only just come up.
      if (kill % 4) await moreAcked(site, WORK)
      await pause(between(0, LIFE_MS))
      const from = performance.now()
      await site.server().kill()
      result.toldMs = Math.max(result.toldMs, await site.ready.until(['silent'], from))
      result.startMs = Math.max(result.startMs ?? 0, await site.restart())
      const back = performance.now()
      result.backMs = Math.max(result.backMs, await site.ready.until(['ready'], back))
    }
    await moreAcked(site, 1)
    return { ...result, ...(await site.count()) }
  })

const keyOf = ({ attempt, position, choice }: Acked) => `${attempt} ${position} ${choice}`

/** The answers in a copy that a restore has put aside. */
async function answersIn(copy: string): Promise<Set<string>> {
  const { header } = await checkBackup(copy)
  const table = header.tables.findIndex(({ name }) => name === 'answers')
  const columns = ['attempt_id', 'position', 'choice'].map((name) => header.tables[table]!.columns.indexOf(name) + 1)
  const found = new Set<string>()
  for await (const { table: own, lines } of readRows(copy, 500))
    if (own === table)
      for (const line of lines) {
        const values = JSON.parse(line) as string[]
        found.add(columns.map((at) => values[at]).join(' '))
      }
  return found
}

/** Answers that are neither in the database nor in a copy are lost. */
async function countWithCopies(site: Site): Promise<Count> {
  await site.phones.stop()
  const dir = snapshotDir(site.dataDir)
  const kept = new Set<string>()
  for (const name of readdirSync(dir).filter((one) => one.startsWith('before-restore-')))
    for (const answer of await answersIn(join(dir, name))) kept.add(answer)
  const { phones } = site
  const all = { acked: phones.acked.length }
  const known = phones.acked.splice(0)
  phones.acked.push(...known.filter((answer) => !kept.has(keyOf(answer))))
  phones.started.splice(0)
  return { ...(await site.count()), ...all }
}

/**
 * Restores under load: into Postgres while the server runs, which waits meanwhile; the folder of an embedded database
 * is locked.
 */
export const restores = (database: DatabaseName, times: number, clients: number): Promise<Outcome> =>
  withSite({ database, clients }, async (site) => {
    const result = outcome('restore', database, times)
    const folder = mkdtempSync(join(tmpdir(), 'jmt-faults-'))
    try {
      const file = join(folder, 'backup.ndjson.gz')
      const env = { DATA_DIR: site.dataDir, ...(site.databaseUrl && { DATABASE_URL: site.databaseUrl }) }
      const saved = await launch('backup', [file], env)
      if (saved.code !== 0) result.notes.push(`backup: ${saved.stderr.trim()}`)
      for (let turn = 1; turn <= times; turn++) {
        await moreAcked(site, 300)
        const { code, stderr } = await launch('restore', [file, '--yes'], env)
        const isMeant = site.databaseUrl ? code === 0 : code === 1 && stderr.startsWith('[data_locked]')
        if (!isMeant) result.notes.push(`restore: ${code} ${stderr.trim()}`)
        const from = performance.now()
        result.backMs = Math.max(result.backMs, await site.ready.until(['ready'], from))
      }
      await moreAcked(site, 300)
      if (site.phones.refused.get('410')) result.notes.push('phones heard that the campaign is over')
      return { ...result, ...(await (site.databaseUrl ? countWithCopies(site) : site.count())) }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

async function startRedis(port: number, dir: string): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  const child = spawn('redis-server', args, { stdio: 'ignore' })
  for (const end = performance.now() + 10_000; !(await redisAnswers(`redis://127.0.0.1:${port}`)); await pause(50))
    if (child.exitCode !== null || performance.now() > end) throw new Error('redis-server does not start')
  return child
}

async function killRedis(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** A Redis of its own is killed and started again: the node goes on, and says that it is alone. */
export async function redisGone(clients: number): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), 'jmt-redis-'))
  const port = await freePort()
  let redis = await startRedis(port, dir)
  try {
    return await withSite(
      { database: 'server', clients, redisUrl: `redis://127.0.0.1:${port}` },
      async (site): Promise<Outcome> => {
        const result = outcome('Redis gone', 'server', 1)
        await moreAcked(site, 300)
        const from = performance.now()
        await killRedis(redis)
        result.toldMs = await site.ready.until(['alone'], from, TRUTH_MS * 4)
        await moreAcked(site, 300)
        redis = await startRedis(port, dir)
        result.backMs = await site.ready.until(['ready'], performance.now(), TRUTH_MS * 4)
        if (site.phones.refused.size) result.notes.push(`refused: ${[...site.phones.refused].join(' ')}`)
        return { ...result, ...(await site.count()) }
      },
    )
  } finally {
    await killRedis(redis)
    rmSync(dir, { recursive: true, force: true })
  }
}
