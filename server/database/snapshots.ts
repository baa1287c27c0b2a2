/** Daily backups of the embedded database, kept by the process that runs it. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { dayOf } from '../../shared/station.ts'
import { writeBackup } from './backup.ts'
import type { DatabaseTarget } from './connect.ts'

const KEPT = 14
/** The first look comes after visitors that waited for the start have been served, in ms. */
const FIRST_LOOK_MS = 60_000
const LOOK_MS = 15 * 60_000

export const snapshotDir = (dataDir: string) => join(dataDir, 'snapshots')

/** Writes the snapshot of the day if it is missing, and removes all but the newest 14. @returns whether one was written. */
export async function takeSnapshot(target: DatabaseTarget, dataDir: string, now: Date): Promise<boolean> {
  const dir = snapshotDir(dataDir)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const file = join(dir, `${dayOf(now)}.ndjson.gz`)
  if (existsSync(file)) return false
  await writeBackup(target, file)
  const days = readdirSync(dir).filter((name) => /^\d{4}-\d\d-\d\d\.ndjson\.gz$/.test(name)).toSorted()
  for (const old of days.slice(0, -KEPT)) rmSync(join(dir, old))
  return true
}

/** Looks every quarter of an hour; a failure is one line in the log and tried again. */
export function keepSnapshots(target: DatabaseTarget, dataDir: string): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  const look = () => {
    running = takeSnapshot(target, dataDir, new Date()).catch((error: unknown) => console.error(`[snapshot] 今天的数据库快照没有写成：${String(error)}`))
  }
  const first = setTimeout(look, FIRST_LOOK_MS)
  const next = setInterval(look, LOOK_MS)
  first.unref()
  next.unref()
  return {
    stop: async () => {
      clearTimeout(first)
      clearInterval(next)
      await running
    },
  }
}
