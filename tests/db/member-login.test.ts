import { randomBytes } from 'node:crypto'
import { Scrypt } from '@adonisjs/hash/drivers/scrypt'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { auditLog, loginThrottles, members, stations } from '#server/database/schema/index.ts'
import { verifyPassword } from '#server/member/hash.ts'
import type { LoginDevice } from '#server/member/known-device.ts'
import { changePassword, endSessions, logIn } from '#server/member/login.ts'
import { memberOf } from '#server/member/session.ts'
import { countAttempt } from '#server/member/throttle.ts'
import { AppError } from '#shared/errors.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'

const PASSWORD = 'correct horse staple'
const stranger = (from: string, network = from): LoginDevice => ({
  strangerHash: from,
  networkHash: network,
  siteHash: network,
  knows: () => false,
})
const known = (id: string, network = 'anywhere'): LoginDevice => ({
  id,
  strangerHash: 'anywhere',
  networkHash: network,
  siteHash: network,
  knows: () => true,
})

/**
 * Keeps the queue for password hashes full: each job that ends is queued again at once. @returns stops it, and
 * waits until it is empty.
 */
async function jamQueue(): Promise<() => Promise<unknown>> {
  const hash = await new Scrypt({ cost: 2 ** 12, blockSize: 8, parallelization: 1 }).make('x')
  const jam = { on: true }
  // More than two running and forty waiting, which are the limits of the queue, from several networks.
  const loops = Array.from({ length: 50 }, async (_, at) => {
    while (jam.on) {
      await outcome(verifyPassword(hash, 'x', { lane: 'stranger', share: `network ${at % 4}` }))
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
  return () => {
    jam.on = false
    return Promise.all(loops)
  }
}

/** Resolves to the code of the AppError, or to `ok`. */
const outcome = (run: Promise<unknown>) =>
  run.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : Promise.reject(error)),
  )
const tally = (outcomes: string[]) =>
  Object.fromEntries([...new Set(outcomes)].sort().map((name) => [name, outcomes.filter((o) => o === name).length]))

describe.each(await databases())('log-in on $name', ({ create }) => {
  let database: TestDatabase
  let memberId: string
  let passwordHash: string
  const now = new Date('2026-11-23T10:00:00+08:00')
  const later = (ms: number) => new Date(now.getTime() + ms)

  beforeAll(async () => {
    database = await create()
    // The hash contains its own cost; the real cost would take minutes here.
    passwordHash = await new Scrypt({ cost: 1024, blockSize: 8, parallelization: 1 }).make(PASSWORD)
    const [station] = await database.db.insert(stations).values({ name: '站', hallName: '馆' }).returning()
    const [member] = await database.db
      .insert(members)
      .values({ stationId: station!.id, login: 'wangli', name: '王力', role: 'officer', passwordHash })
      .returning()
    memberId = member!.id
  })
  beforeEach(async () => {
    await database.db.delete(loginThrottles)
    await database.db
      .update(members)
      .set({ passwordHash, disabledAt: null, sessionEpoch: 1 })
      .where(eq(members.id, memberId))
  })
  afterAll(() => database.drop())

  it('opens a session that the guard recognises, and tells nobody whether the account exists', async () => {
    const { member, session } = await logIn('wangli', PASSWORD, stranger('a'), now)
    expect(member).toMatchObject({ id: memberId, role: 'officer' })
    expect(await memberOf({ user: session, ids: [] })).toEqual(member)
    const wrong = await logIn('wangli', 'nope', stranger('a'), now).catch((error: AppError) => error.body)
    const unknown = await logIn('nobody', 'nope', stranger('a'), now).catch((error: AppError) => error.body)
    expect(wrong).toEqual(unknown)
  })

  it('lets no more guesses through in parallel than in a row', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, () => outcome(logIn('wangli', 'nope', stranger('a'), now))),
    )
    expect(tally(outcomes)).toEqual({ too_many: 34, unauthenticated: 6 })
    expect(
      await logIn('wangli', PASSWORD, stranger('a'), later(29_000)).catch((error: AppError) => error.message),
    ).toBe('密码输错太多次，请 1 秒后再试。')
    expect(await outcome(logIn('wangli', PASSWORD, stranger('a'), later(30_000)))).toBe('ok')
    expect(
      await database.db.select({ action: auditLog.action }).from(auditLog).where(eq(auditLog.action, 'member.lock')),
    ).toHaveLength(1)
  })

  it('keeps a known device free while strangers are locked out, from however many addresses', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 30 }, (_, i) => outcome(logIn('wangli', 'nope', stranger(`bot${i}`), now))),
    )
    expect(tally(guesses)).toEqual({ too_many: 9, unauthenticated: 21 })
    expect(await outcome(logIn('wangli', PASSWORD, stranger('new phone'), now))).toBe('too_many')
    expect(await outcome(logIn('wangli', PASSWORD, known('office'), now))).toBe('ok')
    // The log-in of a known device does not reset the attackers' limit.
    expect(await outcome(logIn('wangli', 'nope', stranger('bot99'), now))).toBe('too_many')
  })

  it('slows down strangers by minutes only, however long others guess, and no known network', async () => {
    const network = randomBytes(4).toString('hex')
    expect(await outcome(logIn('wangli', PASSWORD, stranger('old phone', network), now))).toBe('ok')
    const MINUTE = 60_000
    const tried = new Map<string, number>()
    // Four hours, each minute from another place.
    for (let minute = 0; minute < 4 * 60; minute++) {
      const guess = await outcome(logIn('wangli', 'nope', stranger(`bot${minute}`), later(minute * MINUTE)))
      tried.set(guess, (tried.get(guess) ?? 0) + 1)
    }
    const end = 4 * 60 * MINUTE
    expect(tried.get('unauthenticated')).toBeLessThan(20 + (4 * 60) / 2 + 2)
    expect(await outcome(logIn('wangli', PASSWORD, known('office'), later(end)))).toBe('ok')
    expect(await outcome(logIn('wangli', PASSWORD, stranger('new phone', network), later(end)))).toBe('ok')
    // Whoever is elsewhere with a new telephone.
    const refused = await logIn('wangli', PASSWORD, stranger('abroad'), later(end - MINUTE)).catch(
      (error: AppError) => error.message,
    )
    expect(refused).toMatch(/^密码输错太多次，请 \d+ (秒|分钟)后再试。您平时登录用的设备不受影响。/)
    expect(await outcome(logIn('wangli', PASSWORD, stranger('abroad'), later(end + 2 * MINUTE)))).toBe('ok')
  }, 120_000)

  it('counts a known device by itself', async () => {
    for (let i = 0; i < 6; i++)
      expect(await outcome(logIn('wangli', 'nope', known('office'), now))).toBe('unauthenticated')
    expect(await outcome(logIn('wangli', PASSWORD, known('office'), now))).toBe('too_many')
    expect(await outcome(logIn('wangli', PASSWORD, known('home'), now))).toBe('ok')
  })

  it('forgets the failures of a device when it succeeds, and takes back its own from the shared count', async () => {
    const fresh = stranger(randomBytes(4).toString('hex'))
    for (let i = 0; i < 3; i++) await outcome(logIn('wangli', 'nope', fresh, now))
    expect(await outcome(logIn('wangli', PASSWORD, fresh, now))).toBe('ok')
    const rows = await database.db.select().from(loginThrottles)
    expect(rows.map(({ key, failures }) => [key.split('|')[1], failures])).toEqual([['strangers', 3]])
  })

  it('has a way of its own for known devices and members while strangers fill theirs', async () => {
    const { member } = await logIn('wangli', PASSWORD, stranger('a'), now)
    const free = await jamQueue()
    const outcomes: string[] = []
    for (let i = 0; i < 5; i++) outcomes.push(await outcome(logIn('wangli', PASSWORD, known(`device ${i}`), now)))
    outcomes.push(await outcome(changePassword(member, PASSWORD, 'a password of my own', now)))
    await free()
    expect(tally(outcomes)).toEqual({ ok: 6 })
  })

  it('does not count an attempt that found no place in the queue', async () => {
    const { member } = await logIn('wangli', PASSWORD, stranger('a'), now)
    const free = await jamQueue()
    const attempt = () => outcome(logIn('wangli', PASSWORD, stranger('late'), now))
    // Between the end of one and the next one a place is free for a moment, and whoever comes then is let in.
    let late = await attempt()
    for (let tries = 0; late === 'ok' && tries < 20; tries += 1) late = await attempt()
    await free()
    expect(late).toBe('too_many')
    const rows = await database.db.select().from(loginThrottles)
    expect(rows.filter(({ failures, lockedUntil }) => failures > 0 || lockedUntil)).toEqual([])
    expect(await outcome(logIn('wangli', PASSWORD, stranger('late'), now))).toBe('ok')
    expect(await outcome(logIn('wangli', PASSWORD, known('office'), now))).toBe('ok')
    expect(await outcome(changePassword(member, PASSWORD, 'a password of my own', now))).toBe('ok')
  })

  it('lifts the lock that an attempt without a place would have brought, and leaves real failures', async () => {
    for (let i = 0; i < 5; i++) await outcome(logIn('wangli', 'nope', known('office'), now))
    const attempt = await countAttempt([{ key: `account:${memberId}|device:office` }], undefined, now)
    expect(attempt.lockedUntil).toEqual(later(30_000))
    await expect(attempt.during(() => Promise.reject(new AppError('too_many')))).rejects.toMatchObject({
      code: 'too_many',
    })
    expect(
      (await database.db.select().from(loginThrottles)).map(({ failures, lockedUntil }) => [failures, lockedUntil]),
    ).toEqual([[5, null]])
  })

  it('bounds the failures of one network over all accounts, and leaves others and known devices free', async () => {
    const network = randomBytes(4).toString('hex')
    const logins = ['wangli', 'zhaoliu', 'qianqi', 'sunba']
    const [{ stationId }] = (await database.db.select({ stationId: members.stationId }).from(members)) as [
      { stationId: string },
    ]
    for (const login of logins.slice(1))
      await database.db
        .insert(members)
        .values({ stationId, login, name: login, role: 'volunteer', passwordHash })
        .onConflictDoNothing()
    const wrong = (login: string, i: number) => outcome(logIn(login, 'nope', stranger(`phone${i}`, network), now))
    // An opening day: many members log in from the hall, and none of that counts towards the limit.
    for (let round = 0; round < 4; round++) {
      const right = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          outcome(logIn(logins[i % 4]!, PASSWORD, stranger(`new${i}`, network), now)),
        ),
      )
      expect(tally(right)).toEqual({ ok: 20 })
    }
    for (let round = 0; round < 3; round++) {
      const failed = await Promise.all([
        wrong(`nobody${round}`, 0),
        ...Array.from({ length: 18 }, (_, i) => wrong(logins[i % 3]!, i)),
      ])
      expect(tally(failed)).toEqual({ unauthenticated: 19 })
    }
    expect([await wrong('sunba', 98), await wrong('sunba', 99)]).toEqual(['unauthenticated', 'unauthenticated'])
    expect(await wrong('sunba', 100)).toBe('unauthenticated')
    const refused = await Promise.all(
      ['sunba', 'nobody-at-all'].map((login) =>
        logIn(login, PASSWORD, stranger('phone101', network), now).catch((error: AppError) => error.body),
      ),
    )
    expect(refused[0]).toEqual({ code: 'too_many', message: '这个网络上登录失败的次数太多了，请过几分钟再试。' })
    expect(refused[1]).toEqual(refused[0])
    expect(await outcome(logIn('sunba', PASSWORD, known('office', network), now))).toBe('ok')
    expect(await outcome(logIn('sunba', PASSWORD, stranger('phone101', `${network} next door`), now))).toBe('ok')
  })

  it('stores neither address nor what was typed', async () => {
    const typed = randomBytes(8).toString('hex')
    await outcome(logIn(typed, typed, stranger('hash'), now))
    expect(JSON.stringify(await database.db.select().from(loginThrottles))).not.toContain(typed)
  })

  it('ends all other sessions with a new password, and at "log out everywhere"', async () => {
    const { member, session } = await logIn('wangli', PASSWORD, stranger('a'), now)
    expect(await outcome(changePassword(member, 'nope', 'a password of my own', now))).toBe('bad_input')
    expect(await outcome(changePassword(member, PASSWORD, '1234567890', now))).toBe('bad_input')
    const renewed = await changePassword(member, PASSWORD, 'a password of my own', now)
    expect(await memberOf({ user: session, ids: [] })).toBeUndefined()
    expect(await memberOf({ user: renewed, ids: [] })).toBeDefined()
    expect(await outcome(logIn('wangli', PASSWORD, stranger('a'), now))).toBe('unauthenticated')
    await endSessions(member)
    expect(await memberOf({ user: renewed, ids: [] })).toBeUndefined()
  })

  it('of two password changes at once, lets one win', async () => {
    const { member } = await logIn('wangli', PASSWORD, stranger('a'), now)
    const outcomes = await Promise.all(
      ['one password here', 'two passwords here'].map((password) =>
        outcome(changePassword(member, PASSWORD, password, now)),
      ),
    )
    expect(tally(outcomes)).toEqual({ conflict: 1, ok: 1 })
  })

  it('refuses a disabled member and ends what is open', async () => {
    const { session } = await logIn('wangli', PASSWORD, stranger('a'), now)
    await database.db.update(members).set({ disabledAt: now }).where(eq(members.id, memberId))
    expect(await memberOf({ user: session, ids: [] })).toBeUndefined()
    expect(await outcome(logIn('wangli', PASSWORD, stranger('a'), now))).toBe('forbidden')
    // Without the password, the answer must not tell whether the account exists.
    expect(await outcome(logIn('wangli', 'nope', stranger('a'), now))).toBe('unauthenticated')
  })

  it('does not lock itself out when attempts name the keys in different orders', async () => {
    const keys = ['a', 'b', 'c'].map((key) => ({ key, free: 1000, shared: true }))
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => countAttempt(i % 2 ? keys : keys.toReversed(), undefined, now)),
    )
    expect((await database.db.select().from(loginThrottles)).map(({ failures }) => failures)).toEqual([30, 30, 30])
  })
})
