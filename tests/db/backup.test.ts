import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quote, writeBackup } from '#server/database/backup.ts'
import { checkBackup } from '#server/database/backup-file.ts'
import { connect, type DatabaseTarget, disconnect } from '#server/database/connect.ts'
import { applyMigrations, readMigrations } from '#server/database/migrate.ts'
import { countRows, restoreBackup } from '#server/database/restore.ts'
import { keepSnapshots, pruneSnapshots, takeSnapshot } from '#server/database/snapshots.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation } from '../fixtures/station.ts'

/** Every row of every table as Postgres writes it: two databases are equal when these are. */
async function contentOf(target: DatabaseTarget): Promise<Record<string, string[]>> {
  const sql = connect(target, { max: 1 })
  try {
    const tables = await sql<
      { name: string }[]
    >`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`
    const content: Record<string, string[]> = {}
    for (const { name } of tables)
      content[name] = (await sql.unsafe(`select t::text as row from ${quote(name)} t order by 1`)).map(
        (row) => row.row as string,
      )
    return content
  } finally {
    await disconnect(sql)
  }
}

/**
 * Rows of every kind the schema knows: bytes, microseconds, arrays, JSON, nulls, texts that break naive formats,
 * circles.
 */
async function fillRandomly({ db, sql }: TestDatabase): Promise<void> {
  const seed = await seedStation(db)
  const texts = [
    '',
    "“引号”，换行\n制表\t反斜杠\\ 和 '单引号'",
    '{"json": [1, null]}',
    '👮‍♀️🛡️',
    'null',
    '\u2028',
    'a'.repeat(70_000),
  ]
  await sql`insert into audit_log ${sql(texts.map((text, index) => ({ id: crypto.randomUUID(), station_id: seed.stationId, member_id: index % 2 ? seed.memberId : null, action: 'a.b', subject_type: text, detail: JSON.stringify({ text, number: 0.1 + index, big: 12_345_678_901_234, list: [null, true, text] }), at: `2026-11-23 10:00:00.${100_001 + index}+08` })))}`
  // A circle: the attempt came by the share, the share was made in another attempt.
  const [first, second, share] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  const attempt = (
    id: string,
    shareId: string | null,
  ) => sql`insert into attempts (id, campaign_id, touchpoint_id, share_id, device_key, item_ids, taxonomy, started_at)
    values (${id}, ${seed.campaignId}, ${seed.touchpointId}, ${shareId}, ${randomBytes(32)}, ${['fake-loan-1', 'a,b', '{x}', 'NULL', '"', '']}, '2024', '2026-11-23 01:02:03.000001+08')`
  await attempt(first, null)
  await sql`insert into shares (id, campaign_id, touchpoint_id, attempt_id, depth) values (${share}, ${seed.campaignId}, ${seed.touchpointId}, ${first}, 1)`
  await attempt(second, share)
  await sql`insert into reach_events (id, campaign_id, touchpoint_id, kind, device_key, at, day)
    select gen_random_uuid(), ${seed.campaignId}, ${seed.touchpointId}, 'scan', sha256(gen_random_uuid()::text::bytea), clock_timestamp(), '2026-11-23' from generate_series(1, 1200)`
}

const kinds = await databases()
const pairs = kinds.flatMap((from) => kinds.map((to) => ({ from, to, name: `${from.name} → ${to.name}` })))

describe.each(pairs)('backup and restore, $name', ({ from, to }) => {
  let source: TestDatabase
  let target: TestDatabase
  let dir: string
  let file: string
  let content: Record<string, string[]>
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'jmt-backup-'))
    file = join(dir, 'backup.ndjson.gz')
    source = await from.create()
    await fillRandomly(source)
    content = await contentOf(source.target)
    await writeBackup(source.target, file)
    target = await to.create()
  })
  afterAll(async () => {
    await source?.drop()
    await target?.drop()
    rmSync(dir, { recursive: true, force: true })
  })

  it('gives back every row as it was, into an empty database and over a full one', async () => {
    const rows = Object.values(content).reduce((sum, table) => sum + table.length, 0)
    expect(rows).toBeGreaterThan(1200)
    expect(await restoreBackup(target.target, file)).toEqual({ rows, closedAgain: [] })
    expect(await contentOf(target.target)).toEqual(content)
    await seedStation(target.db)
    expect(await countRows(target.target)).toBeGreaterThan(rows)
    await restoreBackup(target.target, file)
    expect(await contentOf(target.target)).toEqual(content)
  })

  it('leaves keys, checks and triggers in force', async () => {
    await restoreBackup(target.target, file)
    await expect(target.sql`update reach_events set quantity = 1`).rejects.toThrow(/append-only/)
    await expect(target.sql`delete from stations`).rejects.toThrow(/foreign key/)
  })

  it('refuses a file that is cut off, altered or foreign, with nothing changed', async () => {
    await restoreBackup(target.target, file)
    const whole = readFileSync(file)
    const text = gunzipSync(whole).toString()
    const spoilt: [string, Buffer][] = [
      ['cut', whole.subarray(0, whole.length - 100)],
      ['flipped', Buffer.from(whole.map((byte, at) => (at === whole.length >> 1 ? byte ^ 1 : byte)))],
      ['no-end', gzipSync(text.slice(0, text.lastIndexOf('{"end"')))],
      ['one-row-less', gzipSync(text.replace(/\n\[\d.*\n/, '\n'))],
      ['one-word-changed', gzipSync(text.replace('测试警务室', '别的警务室'))],
      ['foreign', gzipSync('{"format":"something-else"}\n')],
      ['no-gzip', Buffer.from(text)],
      ['empty', Buffer.alloc(0)],
    ]
    for (const [name, bytes] of spoilt) {
      const bad = join(dir, name)
      writeFileSync(bad, bytes)
      await expect(restoreBackup(target.target, bad), name).rejects.toMatchObject({ code: 'bad_backup' })
    }
    await expect(restoreBackup(target.target, join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'no_backup' })
    expect(await contentOf(target.target)).toEqual(content)
  })

  it('changes nothing when a row does not fit', async () => {
    await restoreBackup(target.target, file)
    // A whole file with a valid checksum whose last audit row points to a member that is not there.
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
    const header = JSON.parse(lines[0]!) as { tables: { name: string; columns: string[] }[] }
    const audit = header.tables.findIndex((table) => table.name === 'audit_log')
    const at = lines.findIndex((line) => line.startsWith(`[${audit},`))
    const row = JSON.parse(lines[at]!) as unknown[]
    row[header.tables[audit]!.columns.indexOf('member_id') + 1] = crypto.randomUUID()
    lines[at] = JSON.stringify(row)
    const body = lines
      .slice(0, -1)
      .map((line) => `${line}\n`)
      .join('')
    const footer = { ...(JSON.parse(lines.at(-1)!) as object), sha256: createHash('sha256').update(body).digest('hex') }
    const bad = join(dir, 'dangling')
    writeFileSync(bad, gzipSync(`${body}${JSON.stringify(footer)}\n`))
    await expect(restoreBackup(target.target, bad)).rejects.toThrow(/foreign key/)
    expect(await contentOf(target.target)).toEqual(content)
    await expect(target.sql`delete from stations`).rejects.toThrow(/foreign key/)
  })
})

describe.each(kinds)('backups over time on $name', ({ create }) => {
  let database: TestDatabase
  let dir: string
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'jmt-backup-'))
    database = await create()
    await seedStation(database.db)
  })
  afterAll(async () => {
    await database?.drop()
    rmSync(dir, { recursive: true, force: true })
  })

  it('refuses a backup of a newer version', async () => {
    const file = join(dir, 'new.ndjson.gz')
    await database.sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)`
    await expect(writeBackup(database.target, file)).rejects.toMatchObject({ code: 'newer_database' })
    await database.sql`delete from drizzle.__drizzle_migrations where hash = 'x'`
  })

  it('holds one state while others write', async () => {
    const [station] = await database.sql`select id from stations limit 1`
    const file = join(dir, 'live.ndjson.gz')
    const control = { writing: true }
    const writer = (async () => {
      for (let n = 0; control.writing; n++)
        await database.sql`insert into audit_log (id, station_id, action, subject_type, detail) select gen_random_uuid(), ${station!.id}, 'x', 'y', jsonb_build_object('n', ${n}::int) from generate_series(1, 2)`
    })()
    await writeBackup(database.target, file)
    control.writing = false
    await writer
    const lines = gunzipSync(readFileSync(file))
      .toString()
      .split('\n')
      .filter((line) => line.includes('\\"n\\"'))
    // Each transaction wrote two rows: half of one would be an inconsistent state.
    expect(lines.length % 2).toBe(0)
  })

  it('takes one snapshot a day and keeps fourteen', async () => {
    const day = (n: number) => new Date(Date.UTC(2026, 10, n, 1))
    for (let n = 1; n <= 16; n++) expect(await takeSnapshot(database.target, dir, day(n))).toBe(true)
    expect(await takeSnapshot(database.target, dir, day(16))).toBe(false)
    await expect(checkBackup(join(dir, 'snapshots/2026-11-02.ndjson.gz'))).rejects.toMatchObject({ code: 'no_backup' })
    await expect(checkBackup(join(dir, 'snapshots/2026-11-03.ndjson.gz'))).resolves.toBeDefined()
  })

  it('throws away what a restore or a kill has left, after fourteen days', () => {
    const now = new Date('2026-12-31T12:00:00Z')
    const folder = join(dir, 'snapshots')
    const left = (name: string, days: number) => {
      writeFileSync(join(folder, name), '')
      utimesSync(join(folder, name), now, new Date(now.getTime() - days * 86_400_000))
    }
    const before = readdirSync(folder)
    left('before-restore-1.ndjson.gz', 14.1)
    left('before-restore-2.ndjson.gz', 13.9)
    left('2026-12-01.ndjson.gz.part', 14.1)
    left('2026-12-31.ndjson.gz.part', 0)
    left('mine.ndjson.gz', 100)
    pruneSnapshots(dir, now)
    expect(readdirSync(folder).toSorted()).toEqual(
      [...before, 'before-restore-2.ndjson.gz', '2026-12-31.ndjson.gz.part', 'mine.ndjson.gz'].toSorted(),
    )
    expect(() => pruneSnapshots(join(dir, 'nowhere'), now)).not.toThrow()
  })

  it('looks for them as soon as a server keeps snapshots', async () => {
    const old = join(dir, 'snapshots', 'before-restore-3.ndjson.gz')
    writeFileSync(old, '')
    utimesSync(old, 0, 0)
    await keepSnapshots(database.target, dir).stop()
    expect(existsSync(old)).toBe(false)
  })

  it('never opens a campaign again that has been closed since', async () => {
    const { sql, target } = database
    const file = join(dir, 'open.ndjson.gz')
    await writeBackup(target, file)
    const [campaign] =
      await sql`update campaigns set status = 'closed', salt = null, closed_at = '2026-12-01', revision = 5 returning id, title`
    expect((await restoreBackup(target, file)).closedAgain).toEqual([campaign!.title])
    expect(
      await sql`select status, salt, closed_at = '2026-12-01' as same, revision from campaigns where id = ${campaign!.id}`,
    ).toEqual([{ status: 'closed', salt: null, same: true, revision: 6 }])
    await writeBackup(target, file)
    expect((await restoreBackup(target, file)).closedAgain).toEqual([])
  })

  it('has no sequences, whose state a backup would have to carry', async () => {
    expect(
      await database.sql`select from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace`,
    ).toHaveLength(0)
  })
})

/** Brings a database back to the first version, with one row. The caller has no other connection open that matters. */
async function makeOld(target: DatabaseTarget): Promise<void> {
  const sql = connect(target, { max: 1 })
  await sql.begin(async (tx) => {
    await tx.unsafe('drop schema public cascade; create schema public; drop schema drizzle cascade')
    await applyMigrations(tx, readMigrations().slice(0, 1))
    await tx`insert into stations (id, name, hall_name) values (gen_random_uuid(), '老站', '老馆')`
  })
  await disconnect(sql)
}

describe.each(kinds)('a database that others use too, on $name', ({ create }) => {
  let database: TestDatabase
  let dir: string
  let oldFile: string
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'jmt-backup-'))
    oldFile = join(dir, 'old.ndjson.gz')
    const old = await create()
    await makeOld(old.target)
    await writeBackup(old.target, oldFile)
    await old.drop()
    database = await create()
    await seedStation(database.db)
  })
  afterAll(async () => {
    await database?.drop()
    rmSync(dir, { recursive: true, force: true })
  })

  it('is saved and restored without what is not ours', async () => {
    const { sql, target } = database
    const file = join(dir, 'shared.ndjson.gz')
    await sql.unsafe(
      `create table parking (id int primary key, slot int references parking); insert into parking values (1, 1)`,
    )
    await writeBackup(target, file)
    expect((await checkBackup(file)).header.tables.map(({ name }) => name)).not.toContain('parking')
    await sql`insert into parking values (2, 1)`
    await restoreBackup(target, file)
    expect(await sql`select * from parking`).toHaveLength(2)
    await sql`drop table parking`
  })

  it('keeps what is not ours where the tables would have to be made anew', async () => {
    const { target } = database
    await database.close()
    const attempt = async (make: string, undo: string) => {
      const admin = connect(target, { max: 1 })
      await admin.unsafe(make)
      await disconnect(admin)
      const error = await restoreBackup(target, oldFile).then(
        () => undefined,
        (reason: unknown) => reason as { code: string; message: string },
      )
      const check = connect(target, { max: 1 })
      expect(await check`select from stations`).toHaveLength(1)
      await check.unsafe(undo)
      await disconnect(check)
      return error
    }
    expect(await attempt('create table parking (id int)', 'drop table parking')).toMatchObject({
      code: 'foreign_tables',
      message: expect.stringContaining('parking'),
    })
    expect(await attempt('create view busy as select id from stations', 'drop view busy')).toMatchObject({
      code: 'foreign_tables',
      message: expect.stringContaining('busy'),
    })
    expect(
      await attempt(
        'create schema office; create view office.busy as select id from stations',
        'drop schema office cascade',
      ),
    ).toMatchObject({ code: 'foreign_tables' })
    // A function and a type of others stay.
    expect(
      await attempt(
        `create type colour as enum ('red'); create function one() returns int language sql as 'select 1'`,
        'drop type colour; drop function one()',
      ),
    ).toBeUndefined()
  })

  it('is left alone where we have never been, even if its tables have our names', async () => {
    const { target } = database
    const sql = connect(target, { max: 1 })
    await sql.unsafe(
      `drop schema public cascade; create schema public; drop schema drizzle cascade; create table members (name text); insert into members values ('别人')`,
    )
    await disconnect(sql)
    await expect(writeBackup(target, join(dir, 'none.ndjson.gz'))).rejects.toMatchObject({ code: 'no_database' })
    expect(existsSync(join(dir, 'none.ndjson.gz.part'))).toBe(false)
    expect(await countRows(target)).toBe(0)
    await expect(restoreBackup(target, oldFile)).rejects.toMatchObject({
      code: 'foreign_tables',
      message: expect.stringContaining('members'),
    })
    const check = connect(target, { max: 1 })
    expect(await check`select name from members`).toEqual([{ name: '别人' }])
    await disconnect(check)
  })
})

describe.each(kinds)('a backup of an older version on $name', ({ name, create }) => {
  it('is restored into the schema of its time and migrated', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'jmt-backup-'))
    const database = await create()
    const sql = connect(database.target, { max: 1 })
    try {
      const tables = Object.keys(await contentOf(database.target))
      const [first] = readMigrations()
      await makeOld(database.target)
      await sql`select 1`
      const file = join(dir, 'old.ndjson.gz')
      await writeBackup(database.target, file)
      expect((await checkBackup(file)).header.migration).toBe(first!.tag)
      // Rebuilding tables under a running server would break it; the embedded one is held off by its folder's lock.
      if (name === 'server')
        await expect(restoreBackup(database.target, file)).rejects.toMatchObject({ code: 'server_running' })
      await database.close()
      await disconnect(sql)
      await restoreBackup(database.target, file)
      const restored = await contentOf(database.target)
      expect(Object.keys(restored)).toEqual(tables)
      expect(restored.stations).toEqual([expect.stringContaining('老站')])
      const fresh = connect(database.target, { max: 1 })
      await fresh`insert into audit_log (id, station_id, action, subject_type) select gen_random_uuid(), id, 'a', 'b' from stations`
      await expect(fresh`delete from audit_log`).rejects.toThrow(/append-only/)
      await disconnect(fresh)
    } finally {
      await disconnect(sql)
      await database.drop()
      rmSync(dir, { recursive: true, force: true })
    }
  })
})
