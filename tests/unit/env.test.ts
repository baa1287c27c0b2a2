import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { DatabaseFault } from '#server/database/embedded.ts'
import { parseEnv, serverEnv } from '#server/env.ts'
import { loadSecrets } from '#server/secrets.ts'
import { whyNotOpened } from '../../scripts/data-disk.ts'
import { createServerDatabase, LOCAL_DEFAULT, serverAnswers } from '../fixtures/postgres.ts'
import { type Ended, launch } from '../fixtures/launch.ts'
import { oldPostgres } from '../fixtures/old-postgres.ts'

const dir = mkdtempSync(join(tmpdir(), 'jmt-env-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('what the server reads of it', () => {
  afterEach(() => vi.unstubAllEnvs())
  it('is what stands there now, and a blank is unset', () => {
    for (const name of [
      'PUBLIC_URL',
      'DATABASE_URL',
      'REDIS_URL',
      'HOST',
      'PORT',
      'JMT_DEMO',
      'JMT_EMBEDDED_DATABASE',
      'DATA_DIR',
      'JMT_INSTANCE',
      'TRUST_PROXY',
    ])
      vi.stubEnv(name, '')
    const blank = { host: '127.0.0.1', port: 3000, isDemo: false, isMeasured: false }
    expect({ ...serverEnv }).toEqual(blank)
    vi.stubEnv('PUBLIC_URL', 'https://a.example/')
    vi.stubEnv('PORT', '8080')
    vi.stubEnv('JMT_DEMO', '1')
    expect({ ...serverEnv }).toEqual({ ...blank, port: 8080, isDemo: true, publicUrl: 'https://a.example' })
  })
})

describe('environment', () => {
  it('has defaults and takes blanks for unset', () => {
    expect(parseEnv({ HOST: '', DATABASE_URL: '', DATA_DIR: '/x' })).toEqual({
      HOST: '127.0.0.1',
      PORT: 3000,
      DATA_DIR: '/x',
      LOG_LEVEL: 'info',
    })
    expect(parseEnv({ PORT: '8080', PUBLIC_URL: 'https://a.example/' })).toMatchObject({
      PORT: 8080,
      PUBLIC_URL: 'https://a.example',
    })
    expect(parseEnv({ TRUST_PROXY: '127.0.0.1,::1 10.0.0.0/8' })).toHaveProperty('TRUST_PROXY')
    expect(parseEnv({ PUBLIC_URL: 'HTTPS://A.example:8443' })).toMatchObject({ PUBLIC_URL: 'https://a.example:8443' })
  })

  it.each([
    ['PORT', 'abc'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', ' '],
    ['PORT', '0x50'],
    ['PORT', '1e3'],
    ['PORT', '-1'],
    ['HOST', 'a b'],
    ['HOST', 'http://x'],
    ['DATABASE_URL', 'mysql://a/b'],
    ['DATABASE_URL', 'not an address'],
    ['DATABASE_URL', '//'],
    ['REDIS_URL', 'http://a'],
    ['PUBLIC_URL', 'a.example'],
    ['PUBLIC_URL', 'ftp://a.example'],
    ['PUBLIC_URL', 'https://a.example/quiz'],
    ['PUBLIC_URL', 'https://a.example/?x=1'],
    ['PUBLIC_URL', 'https://a.example/#x'],
    ['PUBLIC_URL', 'https://u:p@a.example'],
    ['PUBLIC_URL', 'https://u@a.example'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_LEVEL', 'WARN'],
    ['TRUST_PROXY', 'proxy.example'],
    ['TRUST_PROXY', '127.0.0.1, 10.0.0.0/33'],
    ['TRUST_PROXY', '10.0.0.0/8/8'],
    ['TRUST_PROXY', '10.0.0.0/x'],
    ['TRUST_PROXY', 'fe80::1%eth0'],
  ])('names %s=%s', (name, value) => {
    expect(() => parseEnv({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'bad_env', message: expect.stringContaining(name) }),
    )
  })

  it('never repeats a password', () => {
    for (const env of [
      { DATABASE_URL: 'mysql://root:geheim@host/db' },
      { DATABASE_URL: 'mysql://root:a/geheim@host/db' },
      { DATABASE_URL: 'root:geheim@host/db' },
      { PUBLIC_URL: 'https://u:geheim@a.example' },
    ]) {
      expect(() => parseEnv(env)).toThrow(
        expect.objectContaining({ code: 'bad_env', message: expect.not.stringContaining('geheim') }),
      )
    }
  })
})

describe('secrets', () => {
  it('are made once, readable by their owner alone', () => {
    const made = loadSecrets(dir)
    expect(made.sessionPassword.length).toBeGreaterThanOrEqual(32)
    expect(loadSecrets(dir)).toEqual(made)
    expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(join(dir, 'secrets.json'), 'utf8'))).toEqual(made)
  })

  it('that cannot be read are not replaced in silence', () => {
    const broken = mkdtempSync(join(dir, 'broken-'))
    writeFileSync(join(broken, 'secrets.json'), '{"sessionPassword":"short"}')
    expect(() => loadSecrets(broken)).toThrow(expect.objectContaining({ code: 'bad_secrets' }))
  })
})

/** What a person sees who starts the server wrongly: one line in Chinese, no stack trace, exit code 1. */
function expectOneLine({ code, stdout, stderr }: Ended, error: string): void {
  expect(stderr.trimEnd().split('\n'), stderr).toHaveLength(1)
  expect(stderr).toMatch(new RegExp(`^\\[${error}\\] [^a-z]*[\\u4e00-\\u9fff]`))
  expect(stdout).toBe('')
  expect(code).toBe(1)
}

const serve = (env: Record<string, string>) => launch('serve', [], { DATA_DIR: join(dir, 'unused'), PORT: '1', ...env })

describe('a start that cannot be', { timeout: 60_000 }, () => {
  it.each([
    ['bad_env', { PORT: 'x' }],
    ['bad_env', { DATABASE_URL: 'nonsense' }],
    ['bad_database', { DATABASE_URL: 'postgres://u:geheim@127.0.0.1:9/x' }],
    ['bad_database', { DATABASE_URL: 'postgres://u:geheim@nowhere.invalid/x' }],
    ['bad_redis', { REDIS_URL: 'redis://127.0.0.1:9' }],
    ['bad_redis', { REDIS_URL: 'redis://nowhere.invalid' }],
  ])('says %s for %o', async (code, env) => {
    const ended = await serve(env)
    expectOneLine(ended, code)
    expect(ended.stderr).not.toContain('geheim')
  })

  it('says data_unwritable for a folder under a file, in a read-only file system, and without rights', async () => {
    writeFileSync(join(dir, 'file'), '')
    expectOneLine(await serve({ DATA_DIR: join(dir, 'file', 'data') }), 'data_unwritable')
    expectOneLine(await serve({ DATA_DIR: join(dir, 'file') }), 'data_unwritable')
    if (process.platform === 'linux') expectOneLine(await serve({ DATA_DIR: '/proc/jmt' }), 'data_unwritable')
    // Root may write anywhere; for other users, a folder without permissions.
    if (process.getuid?.()) {
      mkdirSync(join(dir, 'closed'))
      chmodSync(join(dir, 'closed'), 0o500)
      expectOneLine(await serve({ DATA_DIR: join(dir, 'closed') }), 'data_unwritable')
    }
  })

  it('says bad_data only where that is proved, and never an object', () => {
    const why = (message: string, disk?: string) => whyNotOpened(new DatabaseFault(message, disk), '/d')
    for (const [code, message, disk] of [
      ['bad_data', 'PANIC:  could not locate a valid checkpoint record at 0/500CED8'],
      ['bad_data', 'FATAL:  invalid page in block 0 of relation "base/5/1259"'],
      ['disk_full', 'PANIC:  could not write to file "pg_wal/xlogtemp.42": No space left on device'],
      ['disk_full', 'PGlite failed to initialize properly', 'ENOSPC'],
      ['data_unwritable', 'PANIC:  could not open file "global/pg_control": Permission denied'],
      ['data_unwritable', 'silent', 'EROFS'],
      ['too_many_files', 'EMFILE: too many open files'],
      ['disk_error', 'PANIC:  could not fsync file "base/5/1": I/O error'],
      ['database_unopened', 'PGlite failed to initialize properly'],
      ['database_unopened', '{"name":"ErrnoError","errno":44}'],
    ] as const) {
      const error = why(message, disk)
      expect(error.code, message).toBe(code)
      expect(error.message.includes('pg 文件夹移到别处'), message).toBe(code === 'bad_data')
    }
    expect(whyNotOpened({ errno: 51 }, '/d').message).not.toContain('[object')
  })

  it('says bad_data for a database that cannot be opened, and leaves it alone', async () => {
    const data = join(dir, 'bad')
    mkdirSync(join(data, 'pg'), { recursive: true })
    writeFileSync(join(data, 'pg', 'PG_VERSION'), '9\n')
    expectOneLine(await serve({ DATA_DIR: data }), 'bad_data')
    expect(readFileSync(join(data, 'pg', 'PG_VERSION'), 'utf8')).toBe('9\n')
  })
})

describe('a Postgres server that does not fit', { timeout: 60_000 }, async () => {
  const admin = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
  const answers = await serverAnswers(admin)
  let made: Awaited<ReturnType<typeof createServerDatabase>>
  beforeAll(async () => {
    if (answers) made = await createServerDatabase(admin)
  })
  afterAll(() => made?.remove())

  it.runIf(answers)('says bad_database when the database is missing or the role unknown', async () => {
    const missing = new URL(admin)
    missing.pathname = '/jmt_does_not_exist'
    const noDatabase = await serve({ DATABASE_URL: missing.href })
    expectOneLine(noDatabase, 'bad_database')
    expect(noDatabase.stderr).toContain('没有这个数据库')
    const unknown = new URL(made.url)
    unknown.username = 'jmt_nobody'
    unknown.password = 'geheim'
    expectOneLine(await serve({ DATABASE_URL: unknown.href }), 'bad_database')
  })

  it.runIf(answers)(
    'says bad_database for a role that may not make tables, a read-only database, and one where the names are taken',
    async () => {
      const sql = postgres(made.url, { max: 1, onnotice: () => {} })
      const role = `jmt_reader_${randomBytes(4).toString('hex')}`
      const url = (name: string, options = '') => {
        const one = new URL(made.url)
        one.username = name
        one.password = 'geheim'
        one.search = options
        return one.href
      }
      const refusal = async (address: string) => {
        const ended = await serve({ DATABASE_URL: address })
        expectOneLine(ended, 'bad_database')
        expect(ended.stderr).not.toContain('geheim')
        return ended.stderr
      }
      try {
        await sql.unsafe(`create role ${role} login password 'geheim'`)
        expect(await refusal(url(role))).toContain('没有权限')
        const own = new URL(made.url).username
        expect(await refusal(url(own, '?default_transaction_read_only=on'))).toContain('只读')
        await sql`create table audit_log (line text)`
        expect(await refusal(url(own))).toContain('同名')
      } finally {
        await sql.unsafe(`drop role if exists ${role}`)
        await sql.end()
      }
    },
  )
})

describe('an old Postgres', { timeout: 60_000 }, () => {
  it('says old_database', async () => {
    const server = await oldPostgres()
    const { port } = server.address() as { port: number }
    const ended = await serve({ DATABASE_URL: `postgres://u@127.0.0.1:${port}/x` })
    server.close()
    expectOneLine(ended, 'old_database')
    expect(ended.stderr).toContain('14')
  })
})
