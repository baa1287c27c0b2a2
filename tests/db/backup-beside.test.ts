import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { sweepCopies, writeBackupBeside } from '#server/database/backup-beside.ts'
import { checkBackup, readRows } from '#server/database/backup-file.ts'
import { connect, type DatabaseTarget, disconnect } from '#server/database/connect.ts'
import { type EmbeddedDatabase, startEmbedded } from '#server/database/embedded.ts'
import { lockDataDir } from '#server/database/lock.ts'
import { ownFolder } from '../fixtures/leftovers.ts'

/** Longest that a phone may wait for a backup, in ms. */
const WAIT_MS = 2_000
const ROWS = 120_000

let dir: string
let database: EmbeddedDatabase
let target: DatabaseTarget
let sql: ReturnType<typeof connect>
let lock: { release: () => void }
beforeAll(async () => {
  dir = ownFolder()
  cpSync(inject('migratedFolder'), dir, { recursive: true })
  lock = lockDataDir(dir)
  database = await startEmbedded(dir)
  target = { embedded: database.address }
  sql = connect(target, { max: 2 })
  await sql`
    insert into stations (id, name, hall_name)
    select gen_random_uuid(), 'many', n::text from generate_series(1, ${ROWS}::int) n`
})
afterAll(async () => {
  await disconnect(sql)
  await database.close()
  lock.release()
  rmSync(dir, { recursive: true, force: true })
})

/** Stores pairs of rows, each in one transaction, until `done`. @returns the longest wait in ms. */
async function useIt(done: () => boolean): Promise<{ longest: number; pairs: number }> {
  let [longest, pairs] = [0, 0]
  while (!done()) {
    const begun = performance.now()
    await sql.begin(async (tx) => {
      for (const half of ['left', 'right'])
        await tx`insert into stations (id, name, hall_name) values (gen_random_uuid(), ${half}, ${String(pairs)})`
    })
    longest = Math.max(longest, performance.now() - begun)
    pairs++
  }
  return { longest, pairs }
}

describe('a backup of an embedded database in use', { timeout: 180_000 }, () => {
  it('keeps nobody waiting, and is one moment of it', async () => {
    const file = join(dir, 'beside.ndjson.gz')
    let done = false
    const backup = writeBackupBeside(target, dir, file, () => false).finally(() => (done = true))
    const { longest, pairs } = await useIt(() => done)
    const rows = await backup
    expect(longest).toBeLessThan(WAIT_MS)
    expect(pairs).toBeGreaterThan(10)
    const { header } = await checkBackup(file)
    const table = header.tables.findIndex(({ name }) => name === 'stations')
    const halves = { left: 0, right: 0 }
    for await (const part of readRows(file, 10_000))
      if (part.table === table)
        for (const line of part.lines)
          for (const half of ['left', 'right'] as const) if (line.includes(`"${half}"`)) halves[half]++
    expect(halves.left).toBe(halves.right)
    expect(rows).toBeGreaterThanOrEqual(ROWS + halves.left * 2)
    expect(readdirSync(dir).filter((name) => name.startsWith('copy-'))).toEqual([])
  })

  it('that stands still at its target keeps nobody waiting either, and leaves nothing when it is killed', async () => {
    const file = join(dir, 'stick.ndjson.gz')
    execFileSync('mkfifo', [`${file}.part`])
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/backup.ts', file], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: { ...process.env, DATA_DIR: dir },
      stdio: 'inherit',
    })
    const gone = new Promise((resolve) => child.once('exit', resolve))
    const opened = () => existsSync(join(dir, `copy-${child.pid}`, 'database.json'))
    const before = await useIt(opened)
    const until = performance.now() + 6_000
    const after = await useIt(() => performance.now() > until)
    expect(Math.max(before.longest, after.longest)).toBeLessThan(WAIT_MS)
    child.kill('SIGKILL')
    await gone
    sweepCopies(dir)
    expect(readdirSync(dir).filter((name) => name.startsWith('copy-'))).toEqual([])
  })
})
