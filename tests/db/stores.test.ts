/** What `/api/ready` says of a database that answers, but does not store. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { noteRefused } from '#server/database-refused.ts'
import { databaseStores } from '#server/database/stores.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'

/** Asked anew: an answer counts for a second. */
const says = (expected: boolean) =>
  vi.waitFor(async () => expect(await databaseStores()).toBe(expected), { timeout: 5_000, interval: 100 })

describe.each(await databases())('readiness on $name', ({ name, create }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())

  it('is that it stores, and asking leaves nothing in its tables', async () => {
    await says(true)
    noteRefused(new Error('wrapped', { cause: Object.assign(new Error('full'), { code: '53100' }) }))
    await says(true)
    expect(await database.sql`select from pg_class where relname = 'room'`).toHaveLength(0)
  })

  it('asks once a second, however many ask', async () => {
    const before = await database.sql`select pg_current_wal_insert_lsn() as at`
    const asked = databaseStores()
    for (let time = 0; time < 50; time++) expect(databaseStores()).toBe(asked)
    await asked
    const [grown] = await database.sql<{ bytes: number }[]>`
      select (pg_current_wal_insert_lsn() - ${before[0]!.at as string}::pg_lsn)::int as bytes`
    expect(grown!.bytes).toBeLessThan(100_000)
  })

  it.skipIf(name === 'embedded')('is not there where everything is read-only', async () => {
    await says(true)
    const [{ at }] = (await database.sql`select current_database() as at`) as unknown as [{ at: string }]
    await database.sql.unsafe(`alter database ${at} set default_transaction_read_only = on`)
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`
    // Its own connection is as it was.
    await database.sql`set default_transaction_read_only = on`
    await says(false)
  })
})
