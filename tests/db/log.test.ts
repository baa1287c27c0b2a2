import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { screenPairings } from '#server/database/schema/index.ts'
import { report } from '#server/log/report.ts'
import { hashOf, makeToken } from '#server/screen/device.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'

describe.each(await databases())('a failing query on $name', ({ create }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())

  const lineAfter = async (fail: () => Promise<unknown>) => {
    const said = vi.spyOn(console, 'error').mockReturnValue()
    await fail().catch((error: unknown) => report('error', 'api', error))
    const lines = said.mock.calls.map(([line]) => String(line))
    said.mockRestore()
    expect(lines).toHaveLength(1)
    return lines[0]!
  }

  it('is reported without its parameters', async () => {
    const token = makeToken()
    const row = { code: '123456', secretHash: hashOf(token), createdAt: new Date(), expiresAt: new Date() }
    await database.db.insert(screenPairings).values(row)
    const twice = await lineAfter(() => Promise.resolve(database.db.insert(screenPairings).values(row)))
    expect(twice).toMatch(/^error \[api\] PostgresError 23505: duplicate key value violates unique constraint "[\w]+"/)
    expect(twice).not.toMatch(/123456|params|insert into/)
    expect(twice).not.toContain(hashOf(token).toString('hex'))
    const typed = await lineAfter(() => Promise.resolve(database.db.execute(sql`select ${'13812345678x'}::uuid`)))
    expect(typed).toMatch(/^error \[api\] PostgresError 22P02: invalid input syntax for type uuid: "…"/)
  })
})
