/** Where the embedded database listens. Whoever can put a socket of his own there reads and answers every query. */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StartError } from '../env.ts'
import { codeOf } from '../error-code.ts'

/** Everybody may write into the temporary folder: the name may be taken, by a link or by a folder of somebody else. */
function requireOwn(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const found = lstatSync(folder)
  const faults = [
    ['是别的用户建的', found.uid !== process.getuid?.()],
    ['不是文件夹', !found.isDirectory()],
    ['别的用户也能进', (found.mode & 0o077) !== 0],
  ] as const
  const fault = faults.find(([, is]) => is)
  if (!fault) return
  throw new StartError(
    'socket_folder',
    `临时文件夹里的 ${folder} ${fault[0]}，数据库不能放心用它：请删掉它，或用 DATA_DIR 换一个路径短些的数据文件夹`,
  )
}

/**
 * A Unix socket path may hold 107 bytes; for a longer data folder path the socket is created in the temporary folder.
 * @throws StartError `socket_folder` when the folder there is not ours alone
 */
export function socketPath(dataDir: string): string {
  const beside = join(dataDir, 'pg.sock')
  if (Buffer.byteLength(beside) <= 100) return beside
  const folder = join(tmpdir(), `jmt-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`)
  requireOwn(folder)
  return join(folder, 'pg.sock')
}
