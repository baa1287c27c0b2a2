import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { campaigns, shortCodes, touchpoints } from '../../server/database/schema/index.ts'
import { currentCampaign } from '../../server/site/current-campaign.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { type Seed, seedStation } from '../fixtures/station.ts'

describe.each(await databases())('campaign on the home page ($name)', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  const addTouchpoint = async (kind: 'wechat' | 'other' | 'poster', code: string, archived = false) => {
    const [made] = await database.db
      .insert(touchpoints)
      .values({ campaignId: seed.campaignId, kind, name: code, archivedAt: archived ? new Date() : null })
      .returning()
    await database.db.insert(shortCodes).values({ code, touchpointId: made!.id })
  }

  beforeAll(async () => {
    database = await create()
  })
  beforeEach(async () => {
    await database.sql`truncate stations, campaigns, touchpoints, short_codes, members cascade`
    seed = await seedStation(database.db)
    await database.db.update(campaigns).set({ startsOn: '2026-11-01', endsOn: '2026-12-31' })
  })
  afterAll(() => database.drop())

  it('is absent before the first-run setup and outside its days', async () => {
    expect(await currentCampaign('2026-10-31')).toBeNull()
    expect(await currentCampaign('2027-01-01')).toBeNull()
    await database.sql`truncate stations cascade`
    expect(await currentCampaign('2026-11-23')).toBeNull()
  })

  it('never lends the code of a leaflet or an archived touchpoint to visitors of the site', async () => {
    await addTouchpoint('poster', 'PPPP222')
    await addTouchpoint('wechat', 'WWWW222', true)
    expect(await currentCampaign('2026-11-23')).toMatchObject({ title: '测试活动', code: null })
  })

  it('offers the first online code, on the first and on the last day', async () => {
    await addTouchpoint('other', 'AAAA222')
    await addTouchpoint('wechat', 'BBBB222')
    for (const day of ['2026-11-01', '2026-12-31'])
      expect(await currentCampaign(day)).toMatchObject({ code: 'AAAA222', endsOn: '2026-12-31' })
  })

  it('prefers the newest open campaign, and none that is closed or of another station', async () => {
    const days = { startsOn: '2026-11-01', endsOn: '2026-12-31', createdBy: seed.memberId, stationId: seed.stationId }
    await database.db
      .insert(campaigns)
      .values({ ...days, title: '更新的活动', salt: randomBytes(32), createdAt: new Date(Date.now() + 1000) })
    const other = await seedStation(database.db)
    await database.db
      .update(campaigns)
      .set({ title: '别处的活动', createdAt: new Date(Date.now() + 5000) })
      .where(eq(campaigns.id, other.campaignId))
    await database.db
      .insert(campaigns)
      .values({ ...days, title: '关了的活动', status: 'closed', salt: null, createdAt: new Date(Date.now() + 9000) })
    expect((await currentCampaign('2026-11-23'))?.title).toBe('更新的活动')
  })
})
