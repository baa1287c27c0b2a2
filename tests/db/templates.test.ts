/** Test databases: copies of one template each, and the removal of what killed runs have left behind. */
import { mkdtempSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { stations } from '#server/database/schema/index.ts'
import { appliedMigration, readMigrations } from '#server/database/migrate.ts'
import { databases } from '../fixtures/database.ts'
import { isLeftover, ownName, sweepFolders } from '../fixtures/leftovers.ts'
import { LOCAL_DEFAULT, serverAnswers, sweepDatabases } from '../fixtures/postgres.ts'
import { seedStation } from '../fixtures/station.ts'

const ADMIN = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
const DAY_MS = 86_400_000

describe.each(await databases())('a test’s database on $name', ({ create }) => {
  it('is migrated, empty, and its own: several copied at once share nothing', async () => {
    const made = await Promise.all([create(), create(), create()])
    await seedStation(made[0].db)
    const counts = await Promise.all(made.map(({ db }) => db.$count(stations)))
    expect(counts).toEqual([1, 0, 0])
    for (const { sql } of made) expect(await appliedMigration(sql)).toEqual(readMigrations().at(-1))
    for (const { drop } of made) await drop()
  })
})

describe('names', () => {
  it('say when, and are foreign to nobody else', () => {
    const now = new Date('2026-11-27T10:00:00Z')
    const name = ownName(now)
    expect(name).toMatch(/^jmt_test_202611271000_[0-9a-f]{12}$/)
    expect(ownName(now)).not.toBe(name)
    expect(isLeftover(name, new Date('2026-11-27T15:59:00Z'))).toBe(false)
    expect(isLeftover(name, new Date('2026-11-27T16:01:00Z'))).toBe(true)
    for (const other of [
      'jmt',
      'jmt_test',
      'jmt_0123456789ab',
      `${name}_copy`,
      `x${name}`,
      'jmt_test_2020_0123456789ab',
    ])
      expect(isLeftover(other), other).toBe(false)
  })
})

describe('the sweep of folders', () => {
  const parent = mkdtempSync(join(tmpdir(), 'jmt-sweep-'))
  afterAll(() => rmSync(parent, { recursive: true, force: true }))

  it('takes what is old and ours, and nothing else', () => {
    const [old, young] = [ownName(new Date(Date.now() - DAY_MS)), ownName()]
    for (const name of [old, young, 'jmt-data', 'other']) mkdirSync(join(parent, name, 'pg'), { recursive: true })
    sweepFolders(parent)
    expect(readdirSync(parent).toSorted()).toEqual(['jmt-data', young, 'other'].toSorted())
  })
})

describe.skipIf(!(await serverAnswers(ADMIN)))('on the server', () => {
  let sql: postgres.Sql
  beforeAll(() => {
    sql = postgres(ADMIN, { max: 1, onnotice: () => {} })
  })
  afterAll(() => sql?.end())

  it('the sweep takes what is old and ours, and nothing else', async () => {
    const [old, young] = [ownName(new Date(Date.now() - DAY_MS)), ownName()]
    const foreign = `foreign_${old}`
    for (const name of [old, young, foreign]) await sql.unsafe(`create database ${name}`)
    await sweepDatabases(ADMIN)
    const left = await sql<{ name: string }[]>`
      select datname as name from pg_database where datname in ${sql([old, young, foreign])}`
    for (const { name } of left) await sql.unsafe(`drop database ${name}`)
    expect(left.map(({ name }) => name).toSorted()).toEqual([foreign, young].toSorted())
  })

  it('nobody can connect to the template, which would make copying it fail', async () => {
    const url = new URL(ADMIN)
    url.pathname = `/${inject('migratedDatabase')}`
    expect(await serverAnswers(url.href)).toBe(false)
    expect(await serverAnswers(ADMIN)).toBe(true)
  })
})
