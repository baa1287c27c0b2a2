/**
 * Daily backups of the embedded database, made by the server process, and the deletion of old files in their folder.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { dayOf } from '../../shared/station.ts'
import { writeBackup } from './backup.ts'
import { report } from '../log/report.ts'
import { isSnapshotTime } from './snapshot-time.ts'
import { sweepCopies, writeBackupBeside } from './backup-beside.ts'
import { readMark } from './demo-mark.ts'
import type { DatabaseTarget } from './connect.ts'

const KEPT = 14
/**
 * By age too, in ms: on a computer that runs once a week, fourteen files would reach back for months. Backups of
 * earlier versions hold the salts of the campaigns that were open then.
 */
const KEPT_MS = 14 * 24 * 60 * 60_000
const LOOK_MS = 5 * 60_000
/** How long a stop waits for a snapshot that is under way, in ms; its files are swept at the next start. */
const STOP_MS = 2_000

const DAILY = /^\d{4}-\d\d-\d\d\.ndjson\.gz$/
/** Backups made before a restore (scripts/restore.ts), and unfinished files of a killed process. */
const LEFTOVER = /^before-restore-\d+\.ndjson\.gz$|\.ndjson\.gz\.part$/

export const snapshotDir = (dataDir: string) => join(dataDir, 'snapshots')

/**
 * Deletes all but the newest 14 daily snapshots, and snapshots and leftover files older than 14 days, but for the
 * newest snapshot, which may be all there is. Files of other names are not ours.
 */
export function pruneSnapshots(dataDir: string, now: Date): void {
  const dir = snapshotDir(dataDir)
  if (!existsSync(dir)) return
  const names = readdirSync(dir)
  const daily = names.filter((name) => DAILY.test(name)).toSorted()
  const isOld = (name: string) =>
    now.getTime() - (statSync(join(dir, name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > KEPT_MS
  const old = [...daily.slice(0, -1), ...names.filter((name) => LEFTOVER.test(name))].filter(isOld)
  for (const name of new Set([...daily.slice(0, -KEPT), ...old])) rmSync(join(dir, name), { force: true })
}

/** Writes the snapshot of the day if it is missing. @returns whether one was written. */
export async function takeSnapshot(target: DatabaseTarget, dataDir: string, now: Date): Promise<boolean> {
  const dir = snapshotDir(dataDir)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const file = join(dir, `${dayOf(now)}.ndjson.gz`)
  const missing = !existsSync(file)
  try {
    const isDemo = () => readMark(dataDir)
    // The database of this folder, unless a test has it elsewhere.
    const beside = 'embedded' in target && existsSync(join(dataDir, 'pg'))
    if (missing) await (beside ? writeBackupBeside(target, dataDir, file, isDemo) : writeBackup(target, file, isDemo))
  } finally {
    // Also after a failed backup: even with a full disk, old files must be deleted.
    pruneSnapshots(dataDir, now)
  }
  return missing
}

/** When the newest daily snapshot was written, in ms. */
function lastSnapshot(dataDir: string): number | undefined {
  const dir = snapshotDir(dataDir)
  if (!existsSync(dir)) return undefined
  const newest = readdirSync(dir)
    .filter((name) => DAILY.test(name))
    .toSorted()
    .at(-1)
  return newest === undefined ? undefined : statSync(join(dir, newest), { throwIfNoEntry: false })?.mtimeMs
}

/**
 * Deletes old files at once, and then every five minutes; on an embedded database that also writes the snapshot of the
 * day if it is missing, beside its users and at a quiet time. A failure is logged in one line and retried.
 */
export function keepSnapshots(target: DatabaseTarget, dataDir: string): { stop: () => Promise<void> } {
  let running: Promise<unknown> | undefined
  const startedAt = Date.now()
  let before = performance.eventLoopUtilization()
  const look = async () => {
    const used = performance.eventLoopUtilization()
    const load = performance.eventLoopUtilization(used, before).utilization
    before = used
    const now = new Date()
    const since = lastSnapshot(dataDir)
    if ('embedded' in target && isSnapshotTime({ now: now.getTime(), since, startedAt, load }))
      await takeSnapshot(target, dataDir, now)
    else pruneSnapshots(dataDir, now)
  }
  const failed = (error: unknown) => report('error', 'snapshot', error)
  try {
    pruneSnapshots(dataDir, new Date())
  } catch (error) {
    failed(error)
  }
  sweepCopies(dataDir)
  const timer = setInterval(() => {
    running ??= look()
      .catch(failed)
      .finally(() => {
        running = undefined
      })
  }, LOOK_MS).unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await Promise.race([running, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())])
    },
  }
}
