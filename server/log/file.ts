/** The log's files in the data folder: the newest, and a few older ones of bounded size. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes after which a new file is begun. With the older ones, the log takes 6 MB at most. */
const FILE_BYTES = 1_000_000
const OLDER = 5

const nameOf = (age: number) => (age === 0 ? 'server.log' : `server.${age}.log`)
const logDir = (dataDir: string) => join(dataDir, 'logs')

/** @returns appends a line; a disk that is full or read-only loses lines and nothing else. */
export function openLogFile(dataDir: string): (line: string) => void {
  const dir = logDir(dataDir)
  const file = (age: number) => join(dir, nameOf(age))
  return (line) => {
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
      const { size = 0 } = statSync(file(0), { throwIfNoEntry: false }) ?? {}
      if (size + Buffer.byteLength(line) > FILE_BYTES)
        for (let age = OLDER; age > 0; age -= 1)
          if (statSync(file(age - 1), { throwIfNoEntry: false })) renameSync(file(age - 1), file(age))
      appendFileSync(file(0), `${line}\n`, { mode: 0o600 })
    } catch {
      // There is nowhere left to say so; the line stands in the window.
    }
  }
}
