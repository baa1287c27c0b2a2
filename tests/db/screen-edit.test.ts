import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listScreens } from '#server/screen/list.ts'
import { editScreen } from '#server/screen/screens.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { officerOf, pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

describe.each(await databases())('editing a screen on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  beforeAll(async () => {
    database = await create()
    seed = await seedStation(database.db)
  })
  afterAll(() => database.drop())

  it('refuses a form that was opened before somebody else saved, and shows what they saved', async () => {
    const { id } = await pairScreen(seed)
    const by = officerOf(seed)
    const row = async () => (await listScreens(seed.stationId)).screens.find((screen) => screen.id === id)
    const revision = (await row())?.revision ?? 0
    const theirs = { name: '一楼大屏', zone: '大厅', campaignId: null }
    await editScreen(by, id, { ...theirs, revision })
    const saved = await row()
    expect(saved).toMatchObject({ name: '一楼大屏', zone: '大厅' })
    const mine = { name: '入口大屏', zone: '第一展区', campaignId: seed.campaignId, revision }
    await expect(editScreen(by, id, mine)).rejects.toMatchObject({
      code: 'conflict',
      current: { ...theirs, revision: saved?.revision },
    })
    expect(await row()).toEqual(saved)
    // A retry after a lost answer is no conflict with oneself.
    await editScreen(by, id, { ...theirs, revision })
    expect(await row()).toEqual(saved)
    await editScreen(by, id, { ...mine, revision: saved?.revision ?? 0 })
    expect(await row()).toMatchObject({ name: '入口大屏', zone: '第一展区' })
  })
})
