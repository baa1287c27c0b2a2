/**
 * Earlier versions kept the salt of an open campaign in its row. It is moved to a file (server/campaign/salts.ts), but
 * the database keeps what was overwritten: in dead rows, in its log, and in log files put in store. In an embedded
 * database these traces are removed here. What a file system keeps of files that are gone is out of reach.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { report } from '../log/report.ts'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'
import type { EmbeddedDatabase } from './embedded.ts'

/** How often it is looked whether the server has moved the salts, in ms. */
const LOOK_MS = 5_000

/** There is work to do, also after a kill. */
const markOf = (dataDir: string) => join(dataDir, 'salts', 'clear-database')

async function holdsSalts(target: DatabaseTarget): Promise<boolean> {
  const sql = connect(target, { max: 1 })
  try {
    return (await sql`select from campaigns where salt is not null limit 1`).length > 0
  } finally {
    await disconnect(sql)
  }
}

/** Before the server moves the salts: notes that they were here. */
export async function noteOldSalts(target: DatabaseTarget, dataDir: string): Promise<void> {
  if (existsSync(markOf(dataDir)) || !(await holdsSalts(target))) return
  mkdirSync(join(dataDir, 'salts'), { recursive: true, mode: 0o700 })
  writeFileSync(markOf(dataDir), '', { mode: 0o600 })
}

async function clear(embedded: EmbeddedDatabase): Promise<void> {
  const sql = connect({ embedded: embedded.address }, { max: 1 })
  try {
    // The next log file is one that was in store, with what it held beyond the end of the log; which is in use now is
    // known from a write on.
    await sql`select pg_logical_emit_message(true, 'salts', '')`
    await embedded.clearLog()
    // Writes the table anew, without what is dead.
    await sql`vacuum full campaigns`
    // From here on the log holds no salt. The checkpoint removes what was written before, or puts it in store.
    await sql`select pg_switch_wal()`
    await sql`checkpoint`
    await embedded.clearLog()
  } finally {
    await disconnect(sql)
  }
}

/** Once the server has moved all salts, clears the database of them. A failure is logged and tried again later. */
export function clearOldSalts(embedded: EmbeddedDatabase, dataDir: string): void {
  if (!existsSync(markOf(dataDir))) return
  let running = false
  const look = async () => {
    if (await holdsSalts({ embedded: embedded.address })) return
    await clear(embedded)
    rmSync(markOf(dataDir))
    clearInterval(timer)
    report('info', 'salts', '旧版本存在数据库里的活动密钥已清除')
  }
  const timer = setInterval(() => {
    if (running) return
    running = true
    look()
      .catch((error: unknown) => report('error', 'salts', error, { doing: 'clear' }))
      .finally(() => {
        running = false
      })
  }, LOOK_MS).unref()
}
