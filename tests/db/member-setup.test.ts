import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loginThrottles, members, setupCodes, stations } from '#server/database/schema/index.ts'
import type { LoginDevice } from '#server/member/known-device.ts'
import { createSetupCode, needsSetup, setUp } from '#server/member/setup.ts'
import { AppError } from '#shared/errors.ts'
import { FREE_FAILURES_OF_STRANGERS } from '#shared/member/lockout.ts'
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

/** A browser that nobody knows. */
const stranger = (browser: string, network = browser): LoginDevice => ({
  strangerHash: browser,
  networkHash: network,
  siteHash: network,
  knows: () => false,
})

describe.each(await databases())('first-run setup on $name', ({ create }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())

  it('counts wrong codes of a network too, whatever its browsers call themselves', async () => {
    await createSetupCode(database.db)
    const key = 'setup|network:hall'
    await database.db
      .insert(loginThrottles)
      .values({ key, failures: FREE_FAILURES_OF_STRANGERS, updatedAt: new Date() })
    const guess = (browser: string, network: string) => outcome(setUp(form('AAAA-AAAA'), stranger(browser, network)))
    expect(await guess('x1', 'hall')).toBe('bad_input')
    expect(await guess('x2', 'hall')).toBe('too_many')
    expect(await guess('x2', 'elsewhere')).toBe('bad_input')
    await database.db.delete(setupCodes)
  })

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

    expect(await outcome(setUp(form('AAAA-AAAA'), stranger('a')))).toBe('bad_input')
    expect(await needsSetup(db)).toBe(true)

    // The same code twice, and the code of another node, all at once.
    const outcomes = await Promise.all(
      [first, first, second, second].map((code, i) => outcome(setUp(form(code!, `admin${i}`), stranger(`device${i}`)))),
    )
    expect(tally(outcomes)).toEqual({ gone: 3, ok: 1 })
    expect((await db.select().from(members)).map(({ role }) => role)).toEqual(['admin'])
    expect(await db.select().from(stations)).toHaveLength(1)
    expect(await db.select().from(setupCodes)).toHaveLength(0)

    expect(await createSetupCode(db)).toBeUndefined()
    expect(await outcome(setUp(form(first!), stranger('b')))).toBe('gone')
  })
})
