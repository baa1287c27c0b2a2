import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeBackup } from '#server/database/backup.ts'
import { checkBackup } from '#server/database/backup-file.ts'
import { countRows, restoreBackup } from '#server/database/restore.ts'
import { keepSnapshots, pruneSnapshots, takeSnapshot } from '#server/database/snapshots.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation } from '../fixtures/station.ts'
import { fillRandomly } from '../fixtures/backup.ts'
import { contentOf } from '../fixtures/content-of.ts'

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

  it('ends every session, also one that was logged out everywhere since', async () => {
    await restoreBackup(target.target, file)
    const epochs = async () =>
      new Map((await target.sql`select id, session_epoch as epoch from members`).map(({ id, epoch }) => [id, epoch]))
    const before = await epochs()
    expect(before.size).toBeGreaterThan(0)
    await target.sql`update members set session_epoch = session_epoch + 5`
    await restoreBackup(target.target, file)
    const after = await epochs()
    expect([...after.keys()]).toEqual([...before.keys()])
    for (const [id, epoch] of before) expect(after.get(id)).toBeGreaterThan(epoch + 5)
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
    // A complete file with a valid checksum whose last audit row has a dangling reference to a member.
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
        await database.sql`
          insert into audit_log (id, station_id, action, subject_type, detail)
          select gen_random_uuid(), ${station!.id}, 'x', 'y', jsonb_build_object('n', ${n}::int)
          from generate_series(1, 2)`
    })()
    await writeBackup(database.target, file)
    control.writing = false
    await writer
    const lines = gunzipSync(readFileSync(file))
      .toString()
      .split('\n')
      .filter((line) => line.includes('\\"n\\"'))
    // Each transaction wrote two rows: only one of them in the backup would be an inconsistent state.
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
    left('2026-12-18.ndjson.gz', 13)
    left('2026-12-16.ndjson.gz', 15)
    left('before-restore-1.ndjson.gz', 14.1)
    left('before-restore-2.ndjson.gz', 13.9)
    left('2026-12-01.ndjson.gz.part', 14.1)
    left('2026-12-31.ndjson.gz.part', 0)
    left('mine.ndjson.gz', 100)
    pruneSnapshots(dir, now)
    expect(readdirSync(folder).toSorted()).toEqual(
      ['2026-12-18.ndjson.gz', 'before-restore-2.ndjson.gz', '2026-12-31.ndjson.gz.part', 'mine.ndjson.gz'].toSorted(),
    )
    // The only snapshot is worth more than its age.
    pruneSnapshots(dir, new Date('2027-06-01T12:00:00Z'))
    expect(readdirSync(folder).filter((name) => /^\d/.test(name))).toEqual(['2026-12-18.ndjson.gz'])
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
    const [campaign] = await sql`
        update campaigns set status = 'closed', salt = null, closed_at = '2026-12-01', revision = 5
        returning id, title`
    expect((await restoreBackup(target, file)).closedAgain).toEqual([campaign!.title])
    expect(
      await sql`
        select status, salt, closed_at = '2026-12-01' as same, revision
        from campaigns where id = ${campaign!.id}`,
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
