import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readMigrations } from '#server/database/migrate.ts'

const FOLDER = new URL('../../server/database/migrations/', import.meta.url)
const migrations = readMigrations()

describe('files of migrations', () => {
  it('are those of the journal, and no others', () => {
    expect(readdirSync(fileURLToPath(FOLDER)).filter((name) => name.endsWith('.sql'))).toEqual(
      migrations.map(({ tag }) => `${tag}.sql`),
    )
  })

  it('are numbered without a gap and grow younger, or a database would pass over those of another branch', () => {
    expect(migrations.map(({ tag }) => Number(tag.slice(0, 4)))).toEqual(migrations.map((_, index) => index))
    expect(migrations.map(({ when }) => when)).toEqual(
      [...new Set(migrations.map(({ when }) => when))].toSorted((a, b) => a - b),
    )
  })

  it('add no value to an enum: it could not be used before the commit, and a restore has a single one', () => {
    for (const { tag } of migrations)
      expect(readFileSync(new URL(`${tag}.sql`, FOLDER), 'utf8'), tag).not.toMatch(/\badd\s+value\b/i)
  })
})
