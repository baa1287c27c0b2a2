import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases, type TestDatabase } from '../fixtures/database.ts'

describe.each(await databases())('many connections at once on $name', ({ create }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())

  const asked = (n: number) => {
    if (n % 3 === 0) return database.db.execute<{ n: number }>(sql`select ${n}::int as n`)
    if (n % 3 === 1) return database.sql<{ n: number }[]>`select ${n}::int as n, ${'x'}::text as t`
    return database.db.transaction((tx) => tx.execute<{ n: number }>(sql`select ${n}::int as n, ${n}::text as t`))
  }

  it('answers each query with its own rows', async () => {
    for (let round = 0; round < 20; round += 1) {
      const numbers = Array.from({ length: 50 }, (_, index) => round * 50 + index)
      const rows = await Promise.all(numbers.map(asked))
      expect(rows.map((found) => found[0]?.n)).toEqual(numbers)
    }
  })

  it('goes on after failed queries and connections that were cut in mid-transaction', async () => {
    const { target } = database
    const other = () =>
      'url' in target
        ? postgres(target.url, { max: 1, onnotice: () => {} })
        : postgres({
            max: 1,
            user: 'postgres',
            database: 'postgres',
            onnotice: () => {},
            ...(target.embedded.path
              ? { path: target.embedded.path }
              : { host: '127.0.0.1', port: target.embedded.port! }),
          })
    await database.sql`create table counted (n int primary key)`
    const cut = other()
    await new Promise<void>((inserted) => {
      cut
        .begin(async (tx) => {
          await tx`insert into counted values (1)`
          inserted()
          await new Promise(() => {})
        })
        .catch(() => {})
    })
    const failing = Array.from({ length: 20 }, (_, n) =>
      database.sql`select ${n}::int / 0`.then(
        () => 'answered',
        () => 'failed',
      ),
    )
    await cut.end({ timeout: 0 })
    expect(new Set(await Promise.all(failing))).toEqual(new Set(['failed']))
    expect(await database.sql`select count(*)::int as n from counted`).toMatchObject([{ n: 0 }])
  })
})
