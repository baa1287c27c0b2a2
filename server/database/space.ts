/** Space on the disk of the data folder. */
import { statfs } from 'node:fs/promises'
import { report } from '../log/report.ts'

const MB = 1_000_000
/** Below this people are warned: days before it is full, on a hall's own computer. */
const LOW_MB = 1_000
const LOOK_MS = 60_000

/** Megabytes left on the disk of a folder, rounded down, when that is little; otherwise undefined. */
export async function lowSpace(dir: string): Promise<number | undefined> {
  // Of a folder that cannot be read, others tell.
  const disk = await statfs(dir).catch(() => undefined)
  const left = disk && Math.floor((disk.bavail * disk.bsize) / MB)
  return left !== undefined && left < LOW_MB ? left : undefined
}

/** Writes a line to the log whenever space gets low, or is half of what it was then. */
export function watchSpace(dir: string): void {
  let told = Infinity
  const look = async () => {
    const left = await lowSpace(dir)
    if (left === undefined) told = Infinity
    else if (left <= told / 2) {
      told = left
      report('warn', 'disk', `数据文件夹 ${dir} 所在的磁盘只剩 ${left} MB，请尽快腾出空间：满了就存不了答题`)
    }
  }
  void look()
  setInterval(() => void look(), LOOK_MS).unref()
}
