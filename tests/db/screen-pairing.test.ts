import { eq, sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { auditLog, screenPairings, screens, shortCodes, touchpoints } from '#server/database/schema/index.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { hashOf, makeToken, screenOf } from '#server/screen/device.ts'
import { collectToken, isRenewal, openPairing } from '#server/screen/pairing.ts'
import { createScreen } from '#server/screen/screens.ts'
import { COLLECT_FAILURES_MAX, COLLECT_GRACE_MS, LIVE_PAIRINGS_MAX, PAIRING_TTL_MS } from '#shared/screen/pairing.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { revokeScreen } from '../fixtures/seen.ts'

describe.each(await databases())('pairing a screen on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let member: CurrentMember
  const now = new Date('2026-11-23T10:00:00+08:00')
  const later = (ms: number) => new Date(now.getTime() + ms)
  const form = (code: string, over: object = {}) => ({
    code,
    name: '入口大屏',
    zone: '第一展区',
    campaignId: null,
    ...over,
  })
  beforeAll(async () => {
    database = await create()
    seed = await seedStation(database.db)
  })
  beforeEach(async () => {
    // A separate member for each test: wrong codes are counted per member.
    const fresh = await seedStation(database.db)
    member = { id: fresh.memberId, stationId: fresh.stationId, login: 'm', name: '民警', role: 'officer' }
    seed = fresh
    await database.db.delete(screenPairings)
  })
  afterAll(() => database.drop())

  it('goes from code to token, once', async () => {
    const pairing = await openPairing('screen', now)
    expect(pairing.code).toMatch(/^\d{6}$/)
    expect(await collectToken(pairing.id, pairing.secret, now)).toEqual({ state: 'pending' })
    const { id } = await createScreen(member, form(pairing.code, { campaignId: seed.campaignId }), now)
    const collected = await collectToken(pairing.id, pairing.secret, now)
    if (collected.state !== 'paired') throw new Error('not paired')
    expect(await screenOf(collected.token)).toEqual({ id, stationId: member.stationId })
    expect(await screenOf(makeToken())).toBeUndefined()
    await expect(collectToken(pairing.id, pairing.secret, now)).rejects.toMatchObject({ code: 'gone' })
    await revokeScreen(member, id, now)
    await revokeScreen(member, id, now)
    expect(await screenOf(collected.token)).toBeUndefined()
  })

  it('stores only hashes of secret and token', async () => {
    const pairing = await openPairing('screen', now)
    await createScreen(member, form(pairing.code), now)
    const collected = await collectToken(pairing.id, pairing.secret, now)
    if (collected.state !== 'paired') throw new Error('not paired')
    const dump = JSON.stringify([
      await database.sql`select * from screen_pairings`,
      await database.sql`select * from screens`,
      await database.sql`select * from audit_log`,
    ])
    expect(dump).not.toContain(pairing.secret)
    expect(dump).not.toContain(collected.token)
    expect(Buffer.from(collected.token, 'base64url')).toHaveLength(32)
    const [row] = await database.db.select().from(screenPairings)
    expect(Buffer.from(row!.secretHash)).toEqual(hashOf(pairing.secret))
  })

  it('gives the screen a touchpoint and code of its own in the campaign, and writes the log', async () => {
    const pairing = await openPairing('screen', now)
    const { id } = await createScreen(member, form(pairing.code, { campaignId: seed.campaignId }), now)
    const [row] = await database.db
      .select({ kind: touchpoints.kind, name: touchpoints.name, place: touchpoints.place, code: shortCodes.code })
      .from(screens)
      .innerJoin(touchpoints, eq(touchpoints.id, screens.touchpointId))
      .innerJoin(shortCodes, eq(shortCodes.touchpointId, touchpoints.id))
      .where(eq(screens.id, id))
    expect(row).toMatchObject({ kind: 'screen', name: '入口大屏', place: '第一展区' })
    expect(row!.code).not.toBe(seed.code)
    expect(
      await database.db.select({ action: auditLog.action }).from(auditLog).where(eq(auditLog.subjectId, id)),
    ).toEqual([{ action: 'screen.pair' }])
  })

  it.each([
    ['unknown', async () => form('000000')],
    ['expired', async () => form((await openPairing('screen', new Date(now.getTime() - PAIRING_TTL_MS))).code)],
    [
      'used',
      async () => {
        const { code } = await openPairing('screen', now)
        await createScreen(member, form(code), now)
        return form(code)
      },
    ],
  ])('refuses an %s code at its field', async (_what, make) => {
    const input = await make()
    await expect(createScreen(member, input, now)).rejects.toMatchObject({
      code: 'bad_input',
      fields: { code: expect.stringContaining('连接码') },
    })
  })

  it('creates exactly one screen when the code is entered twice at once', async () => {
    const { code } = await openPairing('screen', now)
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => createScreen(member, form(code), now)))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(await database.db.$count(screens, eq(screens.stationId, member.stationId))).toBe(1)
  })

  it('leaves nothing behind when the campaign is of another station, and the code can be used again', async () => {
    const other = await seedStation(database.db)
    const { code } = await openPairing('screen', now)
    await expect(createScreen(member, form(code, { campaignId: other.campaignId }), now)).rejects.toMatchObject({
      fields: { campaignId: expect.any(String) },
    })
    await expect(createScreen(member, form(code, { campaignId: v7() }), now)).rejects.toMatchObject({
      fields: { campaignId: expect.any(String) },
    })
    expect(await database.db.$count(screens, eq(screens.stationId, member.stationId))).toBe(0)
    await createScreen(member, form(code), now)
  })

  it('stops a member who guesses, but not one who makes a few mistakes', async () => {
    const { code } = await openPairing('screen', now)
    const wrong = () =>
      createScreen(member, form(code === '111111' ? '222222' : '111111'), now).then(
        () => 'right',
        (error: { code: string }) => error.code,
      )
    for (let attempt = 0; attempt < 9; attempt += 1) expect(await wrong()).toBe('bad_input')
    await createScreen(member, form(code), now)
    const many = await Promise.all(Array.from({ length: 20 }, wrong))
    expect(many.filter((answer) => answer === 'bad_input')).toHaveLength(1)
    expect(new Set(many)).toEqual(new Set(['bad_input', 'too_many']))
  })

  it('stops whoever polls with a wrong secret', async () => {
    const pairing = await openPairing('screen', now)
    for (let attempt = 0; attempt < COLLECT_FAILURES_MAX; attempt += 1)
      await expect(collectToken(pairing.id, makeToken(), now)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(collectToken(pairing.id, pairing.secret, now)).rejects.toMatchObject({ code: 'gone' })
    await expect(collectToken(v7(), pairing.secret, now)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('lets a screen collect shortly after its code ran out, but not later', async () => {
    const [first, second] = [await openPairing('screen', now), await openPairing('screen', now)]
    for (const { code } of [first, second]) await createScreen(member, form(code), later(PAIRING_TTL_MS - 1))
    expect(await collectToken(first.id, first.secret, later(PAIRING_TTL_MS + COLLECT_GRACE_MS - 1))).toMatchObject({
      state: 'paired',
    })
    await expect(
      collectToken(second.id, second.secret, later(PAIRING_TTL_MS + COLLECT_GRACE_MS)),
    ).rejects.toMatchObject({ code: 'gone' })
    const waiting = await openPairing('screen', now)
    await expect(collectToken(waiting.id, waiting.secret, later(PAIRING_TTL_MS))).rejects.toMatchObject({
      code: 'gone',
    })
  })

  it('never has more than its share of codes waiting, all different, and takes new ones when they expire', async () => {
    for (let batch = 0; batch < LIVE_PAIRINGS_MAX / 10; batch += 1)
      await Promise.all(Array.from({ length: 10 }, () => openPairing('screen', now)))
    await Promise.all(Array.from({ length: 3 }, () => openPairing('screen', later(1))))
    const codes = await database.db.select({ code: screenPairings.code }).from(screenPairings)
    expect(codes).toHaveLength(LIVE_PAIRINGS_MAX)
    expect(new Set(codes.map(({ code }) => code)).size).toBe(LIVE_PAIRINGS_MAX)
    await openPairing('screen', later(PAIRING_TTL_MS + 2))
    expect(await database.db.$count(screenPairings)).toBe(1)
  })

  const stateOf = ({ id, secret }: { id: string; secret: string }, at = now) =>
    collectToken(id, secret, at).then(
      ({ state }) => state,
      (error: { code: string }) => error.code,
    )

  it('takes room from whoever has the most codes waiting, the newest first, and from no other', async () => {
    const screens = await Promise.all(Array.from({ length: 9 }, () => openPairing('hall', now)))
    const first = await openPairing('neighbour', later(1))
    for (let n = 11; n < LIVE_PAIRINGS_MAX; n += 1) await openPairing('neighbour', later(3))
    const last = await openPairing('neighbour', later(4))
    const fresh = await openPairing('hall', later(5))
    expect(await stateOf(last, later(6))).toBe('not_found')
    for (const each of [first, fresh, ...screens]) expect(await stateOf(each, later(6))).toBe('pending')
    await openPairing('neighbour', later(7))
    for (const each of [first, fresh, ...screens]) expect(await stateOf(each, later(8))).toBe('pending')
  })

  it('lets nobody push out a code that waits, from however many networks of one provider', async () => {
    const before = await openPairing('198.51.100.20', now)
    // In the same block of 48 bits, of 32 bits, behind the same address, and elsewhere.
    const others = ['2001:db8:77:1::7', '2001:db8:1::7', '203.0.113.9'].map((address) => openPairing(address, later(1)))
    const waiting = [before, ...(await Promise.all(others))]
    for (let n = 0; n < 2 * LIVE_PAIRINGS_MAX; n += 1)
      await openPairing(n % 4 ? `2001:db8:77:${n.toString(16)}::1` : `203.0.${n % 256}.9`, later(n + 2))
    for (const each of waiting) expect(await stateOf(each, later(1_000))).toBe('pending')
    expect(await database.db.$count(screenPairings)).toBe(LIVE_PAIRINGS_MAX)
  })

  it('leaves alone what another node has given out', async () => {
    const fromElsewhere = await openPairing('198.51.100.20', now)
    for (let n = 0; n < 60; n += 1) await openPairing('198.51.100.21', later(1))
    // As far as this node knows: the rows are the other's, under ids that it has never seen.
    const id = v7()
    await database.db.update(screenPairings).set({ id }).where(eq(screenPairings.id, fromElsewhere.id))
    await database.db.execute(sql`update screen_pairings set id = gen_random_uuid() where id <> ${id}`)
    for (let n = 0; n < LIVE_PAIRINGS_MAX + 20; n += 1) await openPairing(`203.0.113.${n % 4}`, later(n + 1))
    expect(await stateOf({ ...fromElsewhere, id }, later(1_000))).toBe('pending')
  })

  it('knows a waiting screen that asks for its next code, once', async () => {
    const pairing = await openPairing('screen', now)
    const soon = later(PAIRING_TTL_MS - 45_000)
    expect(await isRenewal(pairing, now)).toBe(false)
    expect(await isRenewal({ ...pairing, secret: makeToken() }, soon)).toBe(false)
    expect(await isRenewal({ ...pairing, id: v7() }, soon)).toBe(false)
    expect(await Promise.all(Array.from({ length: 9 }, () => isRenewal(pairing, soon)))).toEqual(
      expect.arrayContaining([true, ...Array.from({ length: 8 }, () => false)]),
    )
    expect(await isRenewal(pairing, soon)).toBe(false)
    const late = await openPairing('screen', now)
    expect(await isRenewal(late, later(PAIRING_TTL_MS))).toBe(false)
  })

  it('lets a network of many addresses push out only its own codes', async () => {
    const waiting = await Promise.all(['192.0.2.7', '2001:db8:1::7'].map((address) => openPairing(address, now)))
    for (let n = 0; n < LIVE_PAIRINGS_MAX + 10; n += 1) await openPairing(`2001:db8:2::${n.toString(16)}`, later(n + 1))
    for (const { id, secret } of waiting)
      expect(await collectToken(id, secret, later(1_000))).toEqual({ state: 'pending' })
  })
})
