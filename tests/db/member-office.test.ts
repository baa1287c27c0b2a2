import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditLog, invitations, members, stations } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { readHistory } from '#server/member/history.ts'
import {
  acceptInvitation,
  createInvitation,
  listInvitations,
  readInvitation,
  revokeInvitation,
} from '#server/member/invitations.ts'
import { changeMember, listMembers } from '#server/member/members.ts'
import { acceptReset, createReset, isResetToken, readReset } from '#server/member/reset.ts'
import { type CurrentMember, memberOf } from '#server/member/session.ts'
import { editStation, readStation } from '#server/member/station.ts'
import { stationSchema } from '#shared/member/station-input.ts'
import { AppError } from '#shared/errors.ts'
import { tokenParams } from '#shared/member/input.ts'
import type { MemberChange } from '#shared/member/member.ts'
import type { Role } from '#shared/member/role.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'

const PASSWORD = 'correct horse staple'
const outcome = (run: Promise<unknown>) =>
  run.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : Promise.reject(error)),
  )
const DAY = 24 * 3600_000

describe.each(await databases())('the members of the alliance on $name', ({ create }) => {
  let database: TestDatabase
  let admin: CurrentMember
  /** A member of another police room, who may see and change nothing of ours. */
  let foreign: CurrentMember
  const now = new Date('2026-11-23T10:00:00+08:00')
  const secret = randomBytes(32)

  async function makeMember(stationId: string, role: Role): Promise<CurrentMember> {
    const [made] = await database.db
      .insert(members)
      .values({ stationId, login: `m${randomBytes(5).toString('hex')}`, name: '成员', role, passwordHash: 'x' })
      .returning()
    return { id: made!.id, stationId, login: made!.login, name: made!.name, role }
  }
  const makeStation = async () =>
    (await database.db.insert(stations).values({ name: '站', hallName: '馆' }).returning())[0]!.id
  /** A change of the member as it is now. */
  const change = async (by: CurrentMember, id: string, wish: Omit<MemberChange, 'revision'>) => {
    const [row] = await database.db.select().from(members).where(eq(members.id, id))
    return changeMember(by, id, { ...wish, revision: row!.revision }, now)
  }
  const actions = async (by: CurrentMember) => (await readHistory(by, {})).entries.map(({ action }) => action)

  beforeAll(async () => {
    database = await create()
    admin = await makeMember(await makeStation(), 'admin')
    foreign = await makeMember(await makeStation(), 'admin')
  })
  afterAll(() => database.drop())

  const join = (login = `n${randomBytes(5).toString('hex')}`) => ({ login, name: '新成员', password: PASSWORD })

  it('lets one person in with a link, once, even of several at once', async () => {
    const { token } = await createInvitation(admin, { name: '李四', role: 'docent' }, now)
    expect(tokenParams.safeParse({ token }).success).toBe(true)
    expect(isResetToken(token)).toBe(false)
    expect(await readInvitation(token, now)).toMatchObject({ kind: 'join', name: '李四', role: 'docent' })
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => outcome(acceptInvitation(token, join(), now))))
    expect(outcomes.toSorted()).toEqual(['gone', 'gone', 'gone', 'ok'])
    const docents = (await listMembers(admin)).filter(({ role }) => role === 'docent')
    expect(docents).toHaveLength(1)
    expect((await listInvitations(admin, now))[0]).toMatchObject({ name: '李四', state: 'used' })
    const [row] = await database.db.select().from(invitations).where(eq(invitations.stationId, admin.stationId))
    expect(row!.usedBy).toBe(docents[0]!.id)
    expect(Buffer.from(row!.tokenHash).toString('base64url')).not.toBe(token)
  })

  it('keeps the link when the login is taken', async () => {
    const { token } = await createInvitation(admin, { name: '赵六', role: 'volunteer' }, now)
    expect(await acceptInvitation(token, join(admin.login), now).catch((error: AppError) => error.body)).toMatchObject({
      code: 'conflict',
      fields: { login: '已经有人用了，请换一个' },
    })
    expect(await outcome(acceptInvitation(token, join(), now))).toBe('ok')
  })

  it('gives one login to one of two who ask for it at once', async () => {
    const tokens = await Promise.all(
      [1, 2].map(() => createInvitation(admin, { name: '双胞胎', role: 'volunteer' }, now)),
    )
    const outcomes = await Promise.all(
      tokens.map(({ token }) => outcome(acceptInvitation(token, join('samelogin'), now))),
    )
    expect(outcomes.toSorted()).toEqual(['conflict', 'ok'])
  })

  it('ends a link by time and by revoking', async () => {
    const late = await createInvitation(admin, { name: '迟到', role: 'volunteer' }, now)
    expect(await outcome(readInvitation(late.token, new Date(now.getTime() + 7 * DAY - 1)))).toBe('ok')
    expect(await outcome(readInvitation(late.token, new Date(now.getTime() + 7 * DAY)))).toBe('gone')
    const revoked = await createInvitation(admin, { name: '撤回', role: 'volunteer' }, now)
    expect(await outcome(revokeInvitation(foreign, revoked.id, now))).toBe('not_found')
    await revokeInvitation(admin, revoked.id, now)
    await revokeInvitation(admin, revoked.id, now)
    expect(await outcome(acceptInvitation(revoked.token, join(), now))).toBe('gone')
    expect((await actions(admin)).filter((action) => action === 'invitation.revoke')).toHaveLength(1)
    expect(await outcome(readInvitation(randomBytes(32).toString('base64url'), now))).toBe('not_found')
    expect(await listInvitations(foreign, now)).toEqual([])
  })

  it('disables at once, and with the member the links that member gave out', async () => {
    const second = await makeMember(admin.stationId, 'admin')
    const { token } = await createInvitation(second, { name: '来客', role: 'admin' }, now)
    expect(await memberOf({ user: { id: second.id, epoch: 1 }, ids: [] })).toBeDefined()
    expect(await change(admin, second.id, { disabled: true })).toMatchObject({ disabled: true })
    expect(await memberOf({ user: { id: second.id, epoch: 1 }, ids: [] })).toBeUndefined()
    expect(await outcome(readInvitation(token, now))).toBe('gone')
    // After the account is enabled again, old cookies stay revoked.
    await change(admin, second.id, { disabled: false })
    expect(await memberOf({ user: { id: second.id, epoch: 1 }, ids: [] })).toBeUndefined()
    expect(await memberOf({ user: { id: second.id, epoch: 2 }, ids: [] })).toBeDefined()
    await change(admin, second.id, { role: 'officer' })
    expect((await actions(admin)).slice(0, 5)).toEqual([
      'member.role',
      'member.enable',
      'invitation.revoke',
      'member.disable',
      'invitation.create',
    ])
    expect((await readHistory(admin, { group: 'invitation' })).entries[0]!.sentence).toBe(
      '撤回了“成员”发给“来客”的邀请',
    )
    expect(await outcome(change(foreign, second.id, { disabled: true }))).toBe('not_found')
    expect(await outcome(change(second, admin.id, { disabled: true }))).toBe('forbidden')
  })

  it.each([{ disabled: true }, { role: 'volunteer' as const }])('always leaves one active admin: %o', async (wish) => {
    const stationId = await makeStation()
    const admins = await Promise.all([1, 2, 3, 4].map(() => makeMember(stationId, 'admin')))
    expect(await outcome(change(admins[0]!, admins[0]!.id, wish))).toBe('conflict')
    // Each admin removes the next one, all at once (race).
    await Promise.all(admins.map((by, i) => outcome(change(by, admins[(i + 1) % admins.length]!.id, wish))))
    const left = (await listMembers(admins[0]!)).filter(({ role, disabled }) => role === 'admin' && !disabled)
    expect(left.length).toBeGreaterThanOrEqual(1)
    const [a, b] = await Promise.all([1, 2].map(() => makeMember(stationId, 'admin')))
    await Promise.all(left.map(({ id }) => change(a!, id, wish)))
    const duel = await Promise.all([outcome(change(a!, b!.id, wish)), outcome(change(b!, a!.id, wish))])
    expect(duel.toSorted()).toEqual(['forbidden', 'ok'])
  })

  it('lets a member set a new password with a link, once, and only with the last one', async () => {
    const member = await makeMember(admin.stationId, 'volunteer')
    expect(await outcome(createReset(foreign, member.id, secret, now))).toBe('not_found')
    const old = await createReset(admin, member.id, secret, now)
    expect(await memberOf({ user: { id: member.id, epoch: 1 }, ids: [] })).toBeUndefined()
    const { token } = await createReset(admin, member.id, secret, now)
    expect(isResetToken(token) && tokenParams.safeParse({ token }).success).toBe(true)
    expect(await outcome(readReset(old.token, secret, now))).toBe('gone')
    expect(await readReset(token, secret, now)).toMatchObject({ kind: 'reset', login: member.login })
    expect(await outcome(readReset(token, secret, new Date(now.getTime() + DAY)))).toBe('gone')
    expect(await outcome(readReset(token, randomBytes(32), now))).toBe('not_found')
    expect(await outcome(acceptReset(token, member.login + member.login, secret, now))).toBe('bad_input')
    const outcomes = await Promise.all([1, 2, 3].map(() => outcome(acceptReset(token, PASSWORD, secret, now))))
    expect(outcomes.toSorted()).toEqual(['gone', 'gone', 'ok'])
  })

  it('refuses a reset link in which a single character was changed', async () => {
    const member = await makeMember(admin.stationId, 'volunteer')
    const { token } = await createReset(admin, member.id, secret, now)
    for (let i = 0; i < token.length - 1; i += 7) {
      const forged = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1)
      expect(await outcome(readReset(forged, secret, now))).toBe('not_found')
    }
  })

  it('pages through the log without gaps or repeats while it grows, and filters it', async () => {
    const stationId = await makeStation()
    const [one, two] = [await makeMember(stationId, 'admin'), await makeMember(stationId, 'officer')]
    for (let i = 0; i < 120; i++)
      await writeAudit(database.db, i % 2 ? one : two, {
        action: i % 3 ? 'campaign.edit' : 'screen.pair',
        subjectType: 'x',
        detail: { name: `第${i}个` },
      })
    const seen: string[] = []
    let before: string | undefined
    do {
      const page = await readHistory(one, { before })
      seen.push(...page.entries.map(({ sentence }) => /第(\d+)个/.exec(sentence)![1]!))
      before = page.next ?? undefined
      if (before && seen.length === 50)
        await writeAudit(database.db, one, { action: 'campaign.edit', subjectType: 'x', detail: { name: '第999个' } })
    } while (before)
    expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => String(119 - i)))
    const filtered = await readHistory(one, { member: two.id, group: 'screen' })
    expect(filtered.entries).toHaveLength(20)
    expect((await readHistory(foreign, { member: two.id })).entries).toEqual([])
  })

  it('notes which lines of the station changed, and nothing when none did', async () => {
    const before = (await database.db.select().from(auditLog)).length
    const station = stationSchema.parse({
      ...(await readStation(admin)),
      name: '城东社区警务室',
      hallName: '馆',
      icpNumber: '浙ICP备2026000000号',
      revision: 1,
    })
    const saved = await editStation(admin, station)
    expect(await editStation(admin, { ...station, revision: saved.revision })).toEqual(saved)
    const [entry] = (await readHistory(admin, { group: 'station' })).entries
    expect(entry!.sentence).toBe('修改了警务室资料（改了名称、备案号）')
    expect((await database.db.select().from(auditLog)).length).toBe(before + 1)
  })

  it('refuses a change of a member whom somebody else has changed since', async () => {
    const member = await makeMember(admin.stationId, 'volunteer')
    const { revision } = await change(admin, member.id, { role: 'docent' })
    const stale = (role: 'officer' | 'docent') => changeMember(admin, member.id, { role, revision: revision - 1 }, now)
    await expect(stale('officer')).rejects.toMatchObject({ code: 'conflict', current: { role: 'docent', revision } })
    // A repeated request whose answer was lost is no conflict with oneself.
    expect(await stale('docent')).toMatchObject({ role: 'docent', revision })
    expect(await change(admin, member.id, { disabled: true })).toMatchObject({ role: 'docent', disabled: true })
  })

  it('refuses the save of a form that was opened before somebody else saved', async () => {
    const stationId = await makeStation()
    const [one, two] = [await makeMember(stationId, 'admin'), await makeMember(stationId, 'admin')]
    const opened = await readStation(one)
    const form = (over: object) => stationSchema.parse({ ...opened, ...over })
    await editStation(one, form({ telephone: '０５７１－００００００００' }))
    await expect(editStation(two, form({ address: '老街一号' }))).rejects.toMatchObject({
      code: 'conflict',
      current: { telephone: '0571-00000000', revision: 2 },
    })
    expect(await readStation(two)).toMatchObject({ telephone: '0571-00000000', address: null, revision: 2 })
  })
})
