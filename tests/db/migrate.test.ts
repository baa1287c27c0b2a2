import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import type { Sql } from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect, disconnect } from '#server/database/connect.ts'
import { startEmbedded } from '#server/database/embedded.ts'
import { applyMigrations, migrateDatabase, readMigrations } from '#server/database/migrate.ts'
import { schemaOf } from '../fixtures/content-of.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { launch } from '../fixtures/launch.ts'

const MIGRATIONS = fileURLToPath(new URL('../../server/database/migrations', import.meta.url))
const STATEMENT_END = ';\n--> statement-breakpoint\n'

/** Adds migration files to a folder, in the format of drizzle-kit. */
function addFiles(folder: string, files: Record<string, readonly string[]>): void {
  const path = join(folder, 'meta/_journal.json')
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: { idx: number; when: number; tag: string }[] }
  for (const [tag, statements] of Object.entries(files)) {
    writeFileSync(join(folder, `${tag}.sql`), statements.join(STATEMENT_END))
    if (journal.entries.every((entry) => entry.tag !== tag))
      journal.entries.push({ idx: journal.entries.length, when: journal.entries.at(-1)!.when + 1, tag })
  }
  writeFileSync(path, JSON.stringify(journal))
}

const appliedTo = async (sql: Sql) =>
  (await sql`select created_at::text as "when" from drizzle.__drizzle_migrations order by id`).map((row) => row.when)
const whens = (folder: string) => readMigrations(folder).map(({ when }) => String(when))

describe.each(await databases())('migrations on $name', ({ name, create }) => {
  let database: TestDatabase
  let folder: string
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jmt-migrations-'))
    cpSync(MIGRATIONS, folder, { recursive: true })
    await database.sql.unsafe('drop schema public cascade; create schema public; drop schema if exists drizzle cascade')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('stop before the file that fails, name it, and go on with it at the next start', async () => {
    const { sql, target } = database
    addFiles(folder, { '9001_before': ['create table before_it (id int)'] })
    await migrateDatabase(target, folder)
    const [schema, applied] = [await schemaOf(sql), await appliedTo(sql)]
    expect(applied).toEqual(whens(folder))

    addFiles(folder, {
      '9002_half': ['create table half (id int)', 'alter table stations add column half int', 'select 1 / 0'],
      '9003_after': ['create table after_it (id int references half)'],
    })
    for (const start of ['first', 'second'])
      await expect(migrateDatabase(target, folder), start).rejects.toMatchObject({
        name: 'StartError',
        code: 'bad_migration',
        file: '9002_half.sql',
        message: expect.stringMatching(/^.*9002_half\.sql.*division by zero.*$/),
      })
    expect(await schemaOf(sql)).toEqual(schema)
    expect(await appliedTo(sql)).toEqual(applied)

    addFiles(folder, { '9002_half': ['create table half (id int primary key)'] })
    await migrateDatabase(target, folder)
    expect(await appliedTo(sql)).toEqual(whens(folder))
    expect(await sql`select from after_it`).toEqual([])
  })

  it('keep the files before it on an empty database', async () => {
    addFiles(folder, { '9001_bad': ['create table bad (id int)', 'nonsense'] })
    await expect(migrateDatabase(database.target, folder)).rejects.toMatchObject({ file: '9001_bad.sql' })
    expect(await appliedTo(database.sql)).toEqual(whens(MIGRATIONS))
    expect(await database.sql`select to_regclass('bad') as bad, to_regclass('stations')::text as ours`).toEqual([
      { bad: null, ours: 'stations' },
    ])
  })

  it('run once when servers start together', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrateDatabase(database.target, folder)))
    expect(await appliedTo(database.sql)).toEqual(whens(folder))
  })

  it('refuse a database of a newer version', async () => {
    const { sql, target } = database
    addFiles(folder, { '9001_newer': ['create table newer (id int)'] })
    await migrateDatabase(target, folder)
    const schema = await schemaOf(sql)
    await expect(migrateDatabase(target)).rejects.toMatchObject({
      code: 'newer_database',
      message: expect.stringMatching(/^.*更新的版本.*$/),
    })
    expect(await schemaOf(sql)).toEqual(schema)
  })

  it("go on where drizzle's own migrator stopped, and it where they did", async () => {
    const { sql, target } = database
    const migrator = () => migrate(drizzle(sql), { migrationsFolder: folder })
    const records = () => sql`select id, hash, created_at from drizzle.__drizzle_migrations order by id`
    await migrator()
    await migrateDatabase(target, folder)
    const byDrizzle = await records()
    expect(byDrizzle).toHaveLength(whens(folder).length)
    addFiles(folder, { '9001_next': ['create table next (id int)'] })
    await migrateDatabase(target, folder)
    await migrator()
    expect(await records()).toHaveLength(whens(folder).length)

    await sql.unsafe('drop schema public cascade; create schema public; drop schema drizzle cascade')
    await migrateDatabase(target)
    expect(await records()).toEqual(byDrizzle)
  })

  // The embedded database has one session: a second query would wait for it.
  it.runIf(name === 'server')('leave nothing of a file in the middle of which the session is killed', async () => {
    const { sql, target } = database
    await migrateDatabase(target, folder)
    const schema = await schemaOf(sql)
    addFiles(folder, { '9001_long': ['create table long (id int)', 'select pg_sleep(3600)'] })
    const first = migrateDatabase(target, folder).catch((error: unknown) => error)
    const asleep = () => sql<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`
    await expect.poll(asleep).toHaveLength(1)
    const second = migrateDatabase(target, folder).catch((error: unknown) => error)
    const waiting = () =>
      sql`select from pg_locks where locktype = 'advisory' and not granted and database =
        (select oid from pg_database where datname = current_database())`
    await expect.poll(waiting).toHaveLength(1)
    addFiles(folder, { '9001_long': ['create table long (id int)'] })
    for (const { pid } of await asleep()) await sql`select pg_terminate_backend(${pid})`
    expect(await first).toMatchObject({ code: 'bad_migration', file: '9001_long.sql' })
    // The process that waited takes over.
    expect(await second).toBeUndefined()
    expect(await appliedTo(sql)).toEqual(whens(folder))
    expect(await schemaOf(sql)).toEqual([...schema, 'long.id integer false'].toSorted())
  })
})

describe('a start', () => {
  it('ends with one line that names the file, and goes on with it once the cause is gone', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'jmt-migrations-'))
    const all = readMigrations()
    const at = all.findIndex(({ tag }) => tag === '0005_card_discarded')
    const { address, close } = await startEmbedded(dir)
    const sql = connect({ embedded: address }, { max: 1 })
    await sql.begin((tx) => applyMigrations(tx, all.slice(0, at)))
    await sql`alter table cards add column discarded_at text`
    await disconnect(sql)
    await close()
    const { code, stderr } = await launch('serve', [], { DATA_DIR: dir, PORT: '1' })
    expect(stderr).toMatch(/^\[bad_migration\] .*0005_card_discarded\.sql.*\n$/)
    expect(code).toBe(1)

    const again = await startEmbedded(dir)
    const mended = connect({ embedded: again.address }, { max: 1 })
    await mended`alter table cards drop column discarded_at`
    await migrateDatabase({ embedded: again.address })
    expect(await appliedTo(mended)).toEqual(all.map(({ when }) => String(when)))
    await disconnect(mended)
    await again.close()
    rmSync(dir, { recursive: true })
  })
})
