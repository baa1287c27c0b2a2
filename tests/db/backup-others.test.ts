import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeBackup } from '#server/database/backup.ts'
import { checkBackup } from '#server/database/backup-file.ts'
import { connect, disconnect } from '#server/database/connect.ts'
import { readMigrations } from '#server/database/migrate.ts'
import { countRows, restoreBackup } from '#server/database/restore.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation } from '../fixtures/station.ts'
import { makeOld } from '../fixtures/backup.ts'
import { contentOf } from '../fixtures/content-of.ts'

const kinds = await databases()
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
    // A function and a type that are not the product's must stay.
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
      `drop schema public cascade; create schema public; drop schema drizzle cascade;
      create table members (name text); insert into members values ('别人')`,
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
      // Restoring under a running server must be refused; the embedded database is protected by the lock of its folder.
      if (name === 'server')
        await expect(restoreBackup(database.target, file)).rejects.toMatchObject({ code: 'server_running' })
      await database.close()
      await disconnect(sql)
      await restoreBackup(database.target, file)
      const restored = await contentOf(database.target)
      expect(Object.keys(restored)).toEqual(tables)
      expect(restored.stations).toEqual([expect.stringContaining('老站')])
      const fresh = connect(database.target, { max: 1 })
      await fresh`
        insert into audit_log (id, station_id, action, subject_type)
        select gen_random_uuid(), id, 'a', 'b' from stations`
      await expect(fresh`delete from audit_log`).rejects.toThrow(/append-only/)
      await disconnect(fresh)
    } finally {
      await disconnect(sql)
      await database.drop()
      rmSync(dir, { recursive: true, force: true })
    }
  })
})
