import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres, { type ISql } from 'postgres'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeBackup } from '#server/database/backup.ts'
import { checkBackup } from '#server/database/backup-file.ts'
import { openDatabase } from '#server/database/client.ts'
import { connect, disconnect } from '#server/database/connect.ts'
import { readEmbeddedAddress, startEmbedded } from '#server/database/embedded.ts'
import { HOLD_MS } from '#server/database/embedded-queue.ts'
import { lockDataDir } from '#server/database/lock.ts'
import { migrateDatabase } from '#server/database/migrate.ts'
import { createServerDatabase, LOCAL_DEFAULT, serverAnswers } from '../fixtures/postgres.ts'
import { launch } from '../fixtures/launch.ts'
import { seedStation } from '../fixtures/station.ts'

const ADMIN = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
const answers = await serverAnswers(ADMIN)

let dir: string
const holders: { kill: () => Promise<void> }[] = []
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jmt-embedded-'))
})
afterEach(async () => {
  for (const holder of holders.splice(0)) await holder.kill()
  rmSync(dir, { recursive: true, force: true })
})

/** A process that keeps the folder and its database open, as a server does, until it is killed. */
async function holdOpen(): Promise<{ kill: () => Promise<void> }> {
  const source = `
    const { lockDataDir } = await import('./server/database/lock.ts')
    const { startEmbedded } = await import('./server/database/embedded.ts')
    const { migrateDatabase } = await import('./server/database/migrate.ts')
    const { connect } = await import('./server/database/connect.ts')
    lockDataDir(process.env.DATA_DIR)
    const target = { embedded: (await startEmbedded(process.env.DATA_DIR)).address }
    await migrateDatabase(target)
    await connect(target)\`insert into stations (id, name, hall_name) values (gen_random_uuid(), '站', '馆')\`
    console.log('open')`
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', source],
    {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: { ...process.env, DATA_DIR: dir },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', () => reject(new Error('it ended while opening')))
  })
  const holder = {
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
  holders.push(holder)
  return holder
}

describe('embedded database', () => {
  it('keeps what was committed when its process is killed, and opens again', async () => {
    const holder = await holdOpen()
    await holder.kill()
    const { address, close } = await startEmbedded(dir)
    const sql = connect({ embedded: address })
    expect(await sql`select name from stations`).toEqual([{ name: '站' }])
    await disconnect(sql)
    await close()
  })

  it('lets no second process into its folder, and is free again after a kill', async () => {
    const holder = await holdOpen()
    expect(() => lockDataDir(dir)).toThrow(expect.objectContaining({ code: 'data_locked' }))
    const ended = await launch('serve', [], { DATA_DIR: dir, PORT: '1' })
    expect(ended.stderr).toMatch(/^\[data_locked\] .*（进程 \d+）.*\n$/)
    expect(ended.code).toBe(1)
    await holder.kill()
    lockDataDir(dir).release()
  })

  it('is for its owner alone, tells where it listens, and tidies up', async () => {
    const { address, close, lost } = await startEmbedded(dir)
    let unexpected = false
    void lost.then(() => (unexpected = true))
    expect(readEmbeddedAddress(dir)).toEqual(address)
    if (address.path) expect(statSync(address.path).mode & 0o777).toBe(0o600)
    const sql = connect({ embedded: address })
    expect(await sql`show shared_buffers`).toEqual([{ shared_buffers: '32MB' }])
    await disconnect(sql)
    await close()
    expect(readEmbeddedAddress(dir)).toBeUndefined()
    expect(unexpected).toBe(false)
  })

  it('is made whole or not at all', async () => {
    mkdirSync(join(dir, 'pg.part'))
    const { close } = await startEmbedded(dir)
    await close()
    expect(existsSync(join(dir, 'pg.part'))).toBe(false)
    expect(readFileSync(join(dir, 'pg', 'PG_VERSION'), 'utf8').trim()).toBe('18')
  })

  it('undoes the open transaction of a client that is gone', async () => {
    const { address, close } = await startEmbedded(dir)
    await migrateDatabase({ embedded: address })
    const client = `
      const { connect } = await import('./server/database/connect.ts')
      const sql = connect({ embedded: { path: ${JSON.stringify(address.path)} } }, { max: 1 })
      await sql.begin(async (tx) => {
        await tx\`insert into stations (id, name, hall_name) values (gen_random_uuid(), 'x', 'y')\`
        process.kill(process.pid, 'SIGKILL')
      })`
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', client],
      { cwd: fileURLToPath(new URL('../../', import.meta.url)) },
    )
    await new Promise((resolve) => child.once('exit', resolve))
    const sql = connect({ embedded: address })
    expect(await sql`select count(*)::int as rows from stations`).toEqual([{ rows: 0 }])
    await disconnect(sql)
    await close()
  })
})

describe('a client that keeps the session', () => {
  it('loses its turn within seconds when it stands still, with nothing of it stored', async () => {
    const { address, close } = await startEmbedded(dir)
    const target = { embedded: address }
    await migrateDatabase(target)
    const [idle, other] = [connect(target, { max: 1 }), connect(target, { max: 1 })]
    const insert = (tx: ISql, name: string) =>
      tx`insert into stations (id, name, hall_name) values (gen_random_uuid(), ${name}, 'y')`
    const [holds, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const stalled = idle
      .begin(async (tx) => {
        await insert(tx, 'stalled')
        holds.resolve()
        await goesOn.promise
        await insert(tx, 'late')
      })
      .catch((error: unknown) => error)
    await holds.promise
    const begun = performance.now()
    await insert(other, 'other')
    expect(performance.now() - begun).toBeLessThan(HOLD_MS + 5_000)
    goesOn.resolve()
    expect(await stalled).toBeInstanceOf(Error)
    // The client may come again, and a transaction that moves keeps its turn for as long as it needs.
    let waiting: Promise<unknown> | undefined
    await idle.begin(async (tx) => {
      for (let n = 0; n < 5; n++) {
        await insert(tx, `slow ${n}`)
        waiting ??= insert(other, 'waiting').execute()
        await new Promise((resolve) => setTimeout(resolve, HOLD_MS / 4))
      }
    })
    await waiting
    const names = await other<{ name: string }[]>`select name from stations order by id`
    expect(names.map(({ name }) => name).toSorted()).toEqual([
      'other',
      ...[0, 1, 2, 3, 4].map((n) => `slow ${n}`),
      'waiting',
    ])
    await Promise.all([disconnect(idle), disconnect(other)])
    await close()
  })
})

describe('npm run backup and restore', { timeout: 120_000 }, () => {
  it('saves beside a running server, and restores only when it is stopped', async () => {
    const holder = await holdOpen()
    const file = join(dir, 'out', 'copy.ndjson.gz')
    const env = { DATA_DIR: dir }
    const saved = await launch('backup', [file], env)
    expect(saved.stderr).toBe('')
    expect(saved.code).toBe(0)
    expect((await checkBackup(file)).footer.rows.reduce((sum, rows) => sum + rows, 0)).toBe(1)
    const early = await launch('restore', [file, '--yes'], env)
    expect(early.stderr).toMatch(/^\[data_locked\]/)
    await holder.kill()
    const full = await launch('restore', [file], env)
    expect(full.stderr).toMatch(/^\[not_empty\] /)
    expect(full.code).toBe(1)
    const done = await launch('restore', [file, '--yes'], env)
    expect(done.stderr).toBe('')
    expect(done.stdout).toContain('已恢复 1 行')
    const fresh = await launch('restore', [file], { DATA_DIR: join(dir, 'fresh') })
    expect(fresh.stderr).toBe('')
    expect(fresh.code).toBe(0)
    // A killed client or server leaves nothing behind that a later backup could fail on.
    const again = await launch('backup', [join(dir, 'again.ndjson.gz')], { DATA_DIR: join(dir, 'fresh') })
    expect(again.stdout).toContain('已备份 1 行')
  })

  it('says in one line what is wrong', async () => {
    expect((await launch('backup', [join(dir, 'x')], { DATA_DIR: join(dir, 'none') })).stderr).toMatch(
      /^\[no_database\] .*\n$/,
    )
    expect((await launch('restore', [], { DATA_DIR: dir })).stderr).toMatch(/^\[bad_command\] .*\n$/)
    expect((await launch('restore', [join(dir, 'none')], { DATA_DIR: dir })).stderr).toMatch(/^\[no_backup\] .*\n$/)
    for (const [script, ...args] of [
      ['restore', 'file', '--foo'],
      ['backup', '--foo'],
      ['backup', 'a', 'b'],
    ] as const) {
      expect((await launch(script, args, { DATA_DIR: dir })).stderr).toMatch(/^\[bad_command\] .*\n$/)
    }
    const { close } = await startEmbedded(dir)
    await close()
    expect((await launch('backup', [join(dir, 'x')], { DATA_DIR: dir })).stderr).toMatch(/^\[no_database\] .*\n$/)
    expect(existsSync(join(dir, 'x'))).toBe(false)
  })

  it('names a campaign that it closes again', async () => {
    const { address, close } = await startEmbedded(dir)
    const target = { embedded: address }
    await migrateDatabase(target)
    const { db, sql, close: disconnectAll } = openDatabase(target, { max: 1 })
    await seedStation(db)
    const file = join(dir, 'open.ndjson.gz')
    await writeBackup(target, file)
    await sql`update campaigns set status = 'closed', salt = null`
    await disconnectAll()
    await close()
    const { stdout, stderr } = await launch('restore', [file, '--yes'], { DATA_DIR: dir })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^.*“测试活动”.*已经结束.*$/m)
  })

  it.runIf(answers)('says in one line that a role has no rights on a server', async () => {
    const { address, close } = await startEmbedded(dir)
    await migrateDatabase({ embedded: address })
    await writeBackup({ embedded: address }, join(dir, 'empty.ndjson.gz'))
    await close()
    const made = await createServerDatabase(ADMIN)
    // Not our own `connect`, which would look like a running server.
    const sql = postgres(ADMIN, { max: 1, onnotice: () => {} })
    const role = `jmt_reader_${randomBytes(4).toString('hex')}`
    const url = new URL(made.url)
    url.username = role
    url.password = 'geheim'
    const env = { DATA_DIR: join(dir, 'other'), DATABASE_URL: url.href }
    try {
      await sql.unsafe(`create role ${role} login password 'geheim'`)
      expect((await launch('restore', [join(dir, 'empty.ndjson.gz')], env)).stderr).toMatch(
        /^\[bad_database\] .*没有权限.*\n$/,
      )
      await migrateDatabase({ url: made.url })
      expect((await launch('backup', [join(dir, 'x')], env)).stderr).toMatch(/^\[bad_database\] .*没有权限.*\n$/)
      expect((await launch('backup', [join(dir, 'x')], { ...env, DATABASE_URL: made.url })).stderr).toBe('')
    } finally {
      await sql.unsafe(`drop role if exists ${role}`)
      await sql.end()
      await made.remove()
    }
  })
})
