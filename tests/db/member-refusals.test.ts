/** What did not succeed is in the log, too, and a flood of it is a few lines. */
import { randomBytes } from 'node:crypto'
import { Scrypt } from '@adonisjs/hash/drivers/scrypt'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { auditLog, auditRepeats, loginThrottles, members } from '#server/database/schema/index.ts'
import { memberCredential } from '#server/member/credential.ts'
import { readHistory } from '#server/member/history.ts'
import { changePassword, logIn } from '#server/member/login.ts'
import { flushRepeats, noteRefusal, REPEATS_MS } from '#server/member/repeats.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { seedMember } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const PASSWORD = 'correct horse staple'
const now = new Date('2026-11-23T10:00:00+08:00')
const later = (ms: number) => new Date(now.getTime() + ms)

describe.each(await databases())('what was refused on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let member: CurrentMember
  beforeAll(async () => {
    database = await create()
    seed = await seedStation(database.db)
  })
  beforeEach(async () => {
    const made = await seedMember(database.db, seed.stationId, 'volunteer')
    member = { ...made, login: made.name }
    const passwordHash = await new Scrypt({ cost: 1024, blockSize: 8, parallelization: 1 }).make(PASSWORD)
    await database.db.update(members).set({ passwordHash, name: '王力' }).where(eq(members.id, member.id))
    await database.db.delete(auditRepeats)
    await database.db.delete(loginThrottles)
  })
  afterAll(() => database.drop())

  /** A device of a network of its own. */
  const device = (strangerHash = randomBytes(4).toString('hex')) => ({
    strangerHash,
    networkHash: randomBytes(4).toString('hex'),
    siteHash: randomBytes(4).toString('hex'),
    knows: () => false,
  })
  const guess = (login: string, at = now, from = device()) =>
    logIn(login, 'wrong password', from, at).then(
      () => 'ok',
      (error: { code: string }) => error.code,
    )
  /** Of the newest entries: who and what. */
  const newest = async (count: number) =>
    (await readHistory(seed, {})).entries.slice(0, count).map((row) => (row.memberName ?? '') + row.sentence)

  it('a failed log-in is noted once, and a flood of them as one more line', async () => {
    const before = await database.sql`select from audit_log`
    await Promise.all(Array.from({ length: 15 }, () => guess(member.login)))
    expect(await newest(1)).toEqual(['账号“王力”登录没有成功：密码不对'])
    expect(await database.sql`select from audit_log`).toHaveLength(before.length + 1)
    await flushRepeats(later(REPEATS_MS - 1))
    expect(await database.sql`select from audit_log`).toHaveLength(before.length + 1)
    await flushRepeats(later(REPEATS_MS))
    expect(await newest(1)).toEqual(['账号“王力”登录没有成功：密码不对（随后又有 14 次）'])
    await flushRepeats(later(2 * REPEATS_MS))
    expect(await database.sql`select from audit_log`).toHaveLength(before.length + 2)
  })

  it('the next after a while is noted by itself, after what was counted before', async () => {
    for (const at of [0, 1, 2, REPEATS_MS, REPEATS_MS + 1]) await guess(member.login, later(at))
    expect(await newest(2)).toEqual([
      '账号“王力”登录没有成功：密码不对',
      '账号“王力”登录没有成功：密码不对（随后又有 2 次）',
    ])
  })

  it('an account that does not exist is noted without what was typed', async () => {
    const typed = `secret-${randomBytes(4).toString('hex')}`
    for (let i = 0; i < 3; i++) await guess(typed)
    expect(await newest(1)).toEqual(['有人用不存在的账号登录，没有成功'])
    await flushRepeats(later(REPEATS_MS))
    expect(await newest(1)).toEqual(['有人用不存在的账号登录，没有成功（随后又有 2 次）'])
    for (const table of [auditLog, auditRepeats, loginThrottles])
      expect(JSON.stringify(await database.db.select().from(table))).not.toContain(typed)
  })

  it('locks of a device and of a network, a disabled account and a wrong old password are noted', async () => {
    const phone = device()
    for (let i = 0; i < 6; i++) await guess(member.login, now, phone)
    expect(await newest(1)).toEqual(['账号“王力”密码连续输错，已暂时锁定'])

    const crowd = (i: number) => ({ ...device(), networkHash: phone.networkHash, strangerHash: `${i}` })
    for (let i = 0; i < 70; i++) await guess(`nobody${i}`, now, crowd(i))
    expect(await newest(1)).toEqual(['同一个网络上登录失败太多次，已暂停几分钟'])

    await expect(changePassword(member, 'wrong', 'another bamboo, no rain', now)).rejects.toMatchObject({
      code: 'bad_input',
    })
    expect(await newest(1)).toEqual(['王力改密码时原密码不对，没有改成'])

    await database.db.update(members).set({ disabledAt: now }).where(eq(members.id, member.id))
    await expect(logIn(member.login, PASSWORD, device(), now)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await newest(1)).toEqual(['已停用的账号“王力”登录，没有让进'])
  }, 60_000)

  it('what the role does not allow is noted by right, over sockets as well', async () => {
    for (let i = 0; i < 5; i++) await noteRefusal(member, 'member.manage')
    expect(await newest(1)).toEqual(['王力想管理成员，角色不允许，已拒绝'])
    const { may } = memberCredential({ name: 'x', password: 'x', maxAge: 1 })
    expect(may(member, 'audit.read')).toBe(false)
    await expect.poll(() => newest(1), { timeout: 10_000 }).toEqual(['王力想查看操作记录，角色不允许，已拒绝'])
    expect(may(member, 'card.write')).toBe(true)
    // The journal is not worth the answer: a station that is gone does not fail it.
    await noteRefusal({ id: member.id, stationId: member.id }, 'audit.read')
  })
})
