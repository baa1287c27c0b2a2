/** Full and read-only disks under the database. Linux, with the right to mount; for Postgres with its programs. */
import { chmodSync, appendFileSync, rmSync, statfsSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { cutDisk, type Disk, smallDisk } from '../tests/fixtures/disk.ts'
import { ownFolder } from '../tests/fixtures/leftovers.ts'
import { pause } from './faults-load.ts'
import {
  type DatabaseName,
  moreAcked,
  outcome,
  type Outcome,
  type Readiness,
  type Site,
  TRUTH_MS,
  withSite,
} from './faults-site.ts'
import { type OwnPostgres, startPostgres } from './own-postgres.ts'

const DISK_MB = 400
/** How long a full disk may go on storing, in what it has already taken, in ms. */
const FULL_MS = 180_000
const UNUSABLE: readonly Readiness[] = ['not', 'silent']

/** Takes all but this many bytes of a disk. @returns the file that does it */
function fill(dir: string, left: number): string {
  const file = join(dir, 'filler')
  for (let block = Buffer.alloc(1_000_000); block.length >= 4_000; block = block.subarray(0, block.length / 4)) {
    for (;;) {
      const { bavail, bsize } = statfsSync(dir)
      if (bavail * bsize < left + block.length) break
      appendFileSync(file, block)
    }
  }
  return file
}

interface OnDisk {
  site: Site
  postgres: OwnPostgres | undefined
}

/** A site whose database is on this disk, and its data folder, too, if that is where the database is. */
async function onDisk<T>(
  database: DatabaseName,
  clients: number,
  { dir }: Disk,
  work: (on: OnDisk) => Promise<T>,
): Promise<T> {
  if (database === 'embedded')
    return withSite({ database, clients, dataDir: join(dir, 'data') }, (site) => work({ site, postgres: undefined }))
  const postgres = await startPostgres(dir)
  try {
    return await withSite({ database, clients, databaseUrl: postgres.url }, (site) => work({ site, postgres }))
  } finally {
    await postgres.kill()
  }
}

async function firstRefused({ phones, server }: Site): Promise<number> {
  for (const end = performance.now() + FULL_MS; performance.now() < end; await pause(20)) {
    if (phones.firstRefused !== undefined) return phones.firstRefused
  }
  throw new Error(`a full disk refuses nothing:\n${server().logs().slice(-2_000)}`)
}

/** Under load, until phones are refused: the time is from then. */
export async function fullDisk(database: DatabaseName, clients: number): Promise<Outcome> {
  const disk = smallDisk(DISK_MB)
  try {
    return await onDisk(database, clients, disk, async ({ site, postgres }) => {
      const result = outcome('full disk', database)
      await moreAcked(site, 300)
      site.phones.firstRefused = undefined
      const filler = fill(disk.dir, 0)
      const from = await firstRefused(site)
      result.toldMs = await site.ready.until(UNUSABLE, from, TRUTH_MS * 6)
      await pause(TRUTH_MS)
      rmSync(filler)
      if (postgres) {
        // It may have ended with its log.
        await postgres.kill()
        await postgres.start()
      } else if (site.server().exited()) result.startMs = await site.restart()
      result.backMs = await site.ready.until(['ready'], performance.now(), TRUTH_MS * 6)
      await moreAcked(site, 300)
      return { ...result, ...(await site.count()) }
    })
  } finally {
    disk.remove()
  }
}

/** @param isIdle nobody answers anything: only who asks can notice */
export async function readOnlyDisk(database: DatabaseName, clients: number, isIdle: boolean): Promise<Outcome> {
  const disk = cutDisk(DISK_MB)
  const folder = ownFolder()
  // Postgres runs as a user of its own, who must reach its copy.
  chmodSync(folder, 0o755)
  try {
    return await onDisk(database, clients, disk, async ({ site, postgres }) => {
      const result = outcome(`read-only disk, ${isIdle ? 'idle' : 'load'}`, database)
      await moreAcked(site, 300)
      if (isIdle) await site.phones.stop()
      const from = performance.now()
      disk.makeReadOnly()
      result.toldMs = await site.ready.until(UNUSABLE, from, TRUTH_MS * 6)
      // What is left of it.
      if (!postgres) await site.server().kill()
      await postgres?.kill()
      // What the system still holds of it, on a disk that can be written.
      const name = postgres ? 'postgres' : 'data'
      execFileSync('cp', ['-a', join(disk.dir, name), folder])
      if (postgres) await postgres.start(join(folder, name))
      else result.startMs = await site.restart(join(folder, name))
      result.backMs = await site.ready.until(['ready'], performance.now(), TRUTH_MS * 6)
      if (!isIdle) await moreAcked(site, 300)
      return { ...result, ...(await site.count()) }
    })
  } finally {
    disk.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}
