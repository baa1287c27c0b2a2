import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stations } from '../../server/database/schema/index.ts'
import { readPublicStation, siteStation } from '../../server/member/station.ts'
import { currentCampaign } from '../../server/site/current-campaign.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation } from '../fixtures/station.ts'

describe.each(await databases())('the station whose site this is ($name)', ({ create }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())

  it('is nobody before the first-run setup', async () => {
    expect([await siteStation(), await readPublicStation()]).toEqual([undefined, undefined])
  })

  it('is the first one to all that is public, whatever its id', async () => {
    const second = await seedStation(database.db)
    await database.db.insert(stations).values({
      id: 'ffffffff-ffff-7fff-bfff-ffffffffffff',
      name: '先来的警务室',
      hallName: '先来的体验馆',
      createdAt: new Date('2020-01-01'),
    })
    expect(await siteStation()).toMatchObject({ id: 'ffffffff-ffff-7fff-bfff-ffffffffffff', name: '先来的警务室' })
    expect(await readPublicStation()).toEqual({
      name: '先来的警务室',
      hallName: '先来的体验馆',
      icpNumber: null,
      policeFiling: null,
    })
    // The only campaign belongs to the other station.
    expect(second.campaignId).toBeTruthy()
    expect(await currentCampaign('2026-11-23')).toBeNull()
  })
})
