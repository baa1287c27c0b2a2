/** Nobody can pass for a colleague by choosing the same name. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { excludeReach, listExclusions, restoreReach } from '#server/campaign/exclusions.ts'
import { addComment } from '#server/card/comments.ts'
import { listCards } from '#server/card/queries/list-cards.ts'
import { readCard } from '#server/card/queries/read-card.ts'
import { members } from '#server/database/schema/index.ts'
import { listActors, readHistory } from '#server/member/history.ts'
import { acceptInvitation, createInvitation, listInvitations } from '#server/member/invitations.ts'
import { changeMember, listMembers } from '#server/member/members.ts'
import { markAllNamesakes, nameKey } from '#server/member/names.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { draftCard, seedMember } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

it.each([
  ['陈警官', '陈 警官'],
  ['陈警官', '陈·警官。'],
  ['陈警官', '陈警官（chen.station）'],
  ['陈警官', '陈警官【管理员'],
  ['陈警官', '陈\u200B警\u3164官'],
  ['Li Lei', 'ＬＩ　ＬＥＩ'],
  ['系统', '系统：'],
  ['陈警官', '陳警官'],
  ['陈警官', '陈警宫'],
  ['admin', 'АDМIN'],
  ['王己', '王已'],
  ['管理员', '管理員'],
])('%s and %s look the same', (one, two) => expect(nameKey(two)).toBe(nameKey(one)))

it.each([
  ['陈警官', '程警官'],
  ['李一', '李二'],
  ['（一）', '（二）'],
])('%s and %s do not', (one, two) => expect(nameKey(two)).not.toBe(nameKey(one)))

describe.each(await databases())('names on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let admin: CurrentMember
  beforeAll(async () => {
    useRealLibrary()
    database = await create()
    seed = await seedStation(database.db)
    admin = { ...(await seedMember(database.db, seed.stationId, 'admin')), login: '' }
    const [row] = await database.db
      .update(members)
      .set({ name: '陈警官', login: 'chen.station' })
      .where(eq(members.id, admin.id))
      .returning()
    admin = { ...admin, login: row!.login, name: row!.name }
  })
  afterAll(() => database.drop())

  async function join(login: string, name: string): Promise<CurrentMember> {
    const { token } = await createInvitation(admin, { name: '新人', role: 'admin' })
    return (await acceptInvitation(token, { login, name, password: 'quiet-river-9-stone' })).member
  }
  const nameOf = async (id: string) => (await listMembers(admin)).find((row) => row.id === id)?.name

  it('have the account beside them if they look like another, like the system or a role', async () => {
    await createInvitation(admin, { name: '客人', role: 'volunteer' })
    expect(await nameOf(admin.id)).toBe('陈警官')
    const [twin, system, role] = [
      await join('impostor', '陈 警官（chen.station）'),
      await join('sys', '系统：'),
      await join('boss', '管理员'),
    ]
    const unique = await join('fang', '方明')
    expect(await nameOf(admin.id)).toBe('陈警官（chen.station）')
    expect(await nameOf(twin.id)).toBe('陈 警官（chen.station）（impostor）')
    expect(await nameOf(system.id)).toBe('系统：（sys）')
    expect(await nameOf(role.id)).toBe('管理员（boss）')
    expect(await nameOf(unique.id)).toBe('方明')

    // In the log: who did it, also before there was another of this name, and to whom.
    const row = (await listMembers(admin)).find(({ id }) => id === twin.id)!
    await changeMember(admin, twin.id, { role: 'docent', revision: row.revision })
    const { entries } = await readHistory(admin, {})
    expect(entries[0]).toMatchObject({
      memberName: '陈警官（chen.station）',
      sentence: '把“陈 警官（chen.station）（impostor）”的角色从管理员改为讲解员',
    })
    expect(entries.find(({ sentence }) => sentence.includes('“客人”'))?.memberName).toBe('陈警官（chen.station）')
    expect(entries.find(({ memberName }) => memberName === '系统：（sys）')?.sentence).toBeDefined()
    expect(
      entries.filter(({ sentence }) => sentence.includes('姓名与别人相像')).map(({ memberName }) => memberName),
    ).toEqual(['管理员（boss）', '系统：（sys）', '陈 警官（chen.station）（impostor）'])
    expect((await listActors(admin)).map(({ name }) => name)).toContain('陈警官（chen.station）')

    // Beside what they write and whom they invite.
    expect((await listInvitations(admin))[0]!.createdBy).toBe('陈警官（chen.station）')
    const { id } = await draftCard(twin)
    await addComment(admin, id, { id: crypto.randomUUID(), text: '看过了' })
    const { card, comments, versions } = await readCard(seed.stationId, id)
    expect([card.authorName, comments[0]!.memberName, versions[0]!.savedBy]).toEqual([
      '陈 警官（chen.station）（impostor）',
      '陈警官（chen.station）',
      '陈 警官（chen.station）（impostor）',
    ])
    expect((await listCards(seed.stationId)).find((each) => each.id === id)?.authorName).toBe(
      '陈 警官（chen.station）（impostor）',
    )
    // Beside what they take out of the figures and put back.
    const exclusion = crypto.randomUUID()
    const all = { touchpointId: seed.touchpointId, day: null, from: '00:00', to: '24:00', reason: '刷的' }
    await excludeReach(twin, seed.campaignId, { id: exclusion, ...all })
    await restoreReach(admin, exclusion)
    expect(await listExclusions(seed.stationId, seed.campaignId)).toMatchObject([
      { by: '陈 警官（chen.station）（impostor）', undone: { by: '陈警官（chen.station）' } },
    ])
  })

  it('are both marked where two join at once, and those of an earlier version by the nightly job', async () => {
    const pair = await Promise.all([join('wang.one', '王小明'), join('wang.two', '王 小明')])
    expect(await Promise.all(pair.map(({ id }) => nameOf(id)))).toEqual(['王小明（wang.one）', '王 小明（wang.two）'])
    await database.db.update(members).set({ namesake: false })
    await markAllNamesakes(database.db)
    expect(await Promise.all(pair.map(({ id }) => nameOf(id)))).toEqual(['王小明（wang.one）', '王 小明（wang.two）'])
  })
})
