import { afterAll, beforeAll, expect, it } from 'vitest'
import { listTouchpoints } from '#server/campaign/queries/list-touchpoints.ts'
import { members, touchpoints, shortCodes, screens } from '#server/database/schema/index.ts'
import { listActors } from '#server/member/history.ts'
import { listMembers } from '#server/member/members.ts'
import { listScreens } from '#server/screen/list.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const [kind] = await databases()
let database: TestDatabase
let seed: Seed
beforeAll(async () => {
  database = await kind!.create()
  seed = await seedStation(database.db)
})
afterAll(() => database.drop())

it('lists names by their sound, and numbers by their value', async () => {
  const { stationId, campaignId, memberId } = seed
  const people = ['赵六', '十号岗', '陈警官', '二号岗', '李四']
  await database.db.insert(members).values(
    people.map((name, index) => ({
      stationId,
      login: `m${index}`,
      name,
      role: 'docent' as const,
      passwordHash: 'x',
    })),
  )
  const by = { id: memberId, stationId, login: 'u', name: '测试员', role: 'admin' as const }
  const listed = (await listMembers(by)).map(({ name }) => name)
  expect(listed).toEqual(['二号岗', '十号岗', '测试员', '陈警官', '李四', '赵六'])
  expect((await listActors(by)).map(({ name }) => name)).toEqual(listed)

  const made = await database.db
    .insert(touchpoints)
    .values(['第十批传单', '第二批传单', '屏10', '屏2'].map((name) => ({ campaignId, kind: 'poster' as const, name })))
    .returning()
  await database.db
    .insert(shortCodes)
    .values(made.map(({ id }, index) => ({ code: `ORDER${index}`, touchpointId: id })))
  const names = (await listTouchpoints(stationId, campaignId)).map(({ name }) => name)
  expect(names).toEqual(['第一批传单', '第二批传单', '第十批传单', '屏2', '屏10'])

  await database.db.insert(screens).values(
    [
      ['二楼', '屏10'],
      ['一楼', '屏1'],
      ['二楼', '屏2'],
    ].map(([zone = '', name = '']) => ({
      stationId,
      zone,
      name,
      pairedBy: memberId,
    })),
  )
  expect((await listScreens(stationId)).screens.map(({ name }) => name)).toEqual(['屏1', '屏2', '屏10'])
})
