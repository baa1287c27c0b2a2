import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { members, setupCodes, stations } from '#server/database/schema/index.ts'
import { createSetupCode, needsSetup, setUp } from '#server/member/setup.ts'
import { AppError } from '#shared/errors.ts'
import { type Setup, setupSchema } from '#shared/member/setup.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'

const PASSWORD = 'correct horse staple'
/** Resolves to the code of the AppError, or to `ok`. */
const outcome = (run: Promise<unknown>) =>
  run.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : Promise.reject(error)),
  )
const tally = (outcomes: string[]) =>
  Object.fromEntries([...new Set(outcomes)].sort().map((name) => [name, outcomes.filter((o) => o === name).length]))

const form = (code: string, login = 'wangli'): Setup =>
  setupSchema.parse({
    code,
    stationName: '城东社区警务室',
    hallName: '反诈体验馆',
    login,
    name: '王力',
    password: PASSWORD,
  })

describe.each(await databases())('first-run setup on $name', ({ create }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())

  it('makes exactly one admin, even of several submissions at once', async () => {
    const { db } = database
    const first = await createSetupCode(db)
    const second = await createSetupCode(db)
    expect(first).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/)
    expect(second).not.toBe(first)
    const stored = await db.select().from(setupCodes)
    expect(
      stored.every(({ codeHash }) => codeHash.length === 32 && !Buffer.from(codeHash).toString().includes(first!)),
    ).toBe(true)

    expect(await outcome(setUp(form('AAAA-AAAA'), 'a'))).toBe('bad_input')
    expect(await needsSetup(db)).toBe(true)

    // The same code twice, and the code of another node, all at once.
    const outcomes = await Promise.all(
      [first, first, second, second].map((code, i) => outcome(setUp(form(code!, `admin${i}`), `device${i}`))),
    )
    expect(tally(outcomes)).toEqual({ gone: 3, ok: 1 })
    expect((await db.select().from(members)).map(({ role }) => role)).toEqual(['admin'])
    expect(await db.select().from(stations)).toHaveLength(1)
    expect(await db.select().from(setupCodes)).toHaveLength(0)

    expect(await createSetupCode(db)).toBeUndefined()
    expect(await outcome(setUp(form(first!), 'b'))).toBe('gone')
  })
})
