/** What was recorded stays: no statement of the application, nor of somebody at its database, changes or removes it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeAudit } from '#server/member/audit.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation } from '../fixtures/station.ts'

describe.each(await databases())('append-only tables on $name', ({ create }) => {
  let database: TestDatabase
  /** Those that refuse to change a row. */
  let guarded: string[]
  beforeAll(async () => {
    database = await create()
    const { stationId } = await seedStation(database.db)
    await writeAudit(database.db, { id: null, stationId }, { action: 'station.edit', subjectType: 'station' })
    const rows = await database.sql<{ name: string }[]>`
      select distinct relname as name from pg_trigger t join pg_class c on c.oid = tgrelid
      where tgfoid = 'refuse_change'::regproc order by name`
    guarded = rows.map(({ name }) => name)
  })
  afterAll(() => database.drop())

  it('are these', () =>
    expect(guarded).toEqual(['audit_log', 'card_versions', 'content_reviews', 'reach_events', 'reach_exclusions']))

  it('refuse to be emptied, alone, with others, and through what they refer to', async () => {
    for (const name of guarded) {
      await expect(database.sql.unsafe(`truncate ${name}`), name).rejects.toThrow('append-only')
      await expect(database.sql.unsafe(`truncate ${name} cascade`), name).rejects.toThrow('append-only')
    }
    await expect(database.sql.unsafe('truncate stations cascade')).rejects.toThrow('append-only')
    await expect(database.sql.unsafe('truncate audit_log restart identity cascade')).rejects.toThrow('append-only')
    expect(await database.sql`select from audit_log`).toHaveLength(1)
  })
})
