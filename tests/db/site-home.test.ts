import { readTables } from '#server/database/backup.ts'
import { emptyTables } from '#server/database/empty.ts'
import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { campaigns, shortCodes, touchpoints } from '../../server/database/schema/index.ts'
import { currentCampaign } from '../../server/campaign/current-campaign.ts'
import { viewCode } from '../../server/quiz/scans.ts'
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

  /** As a restore does: the ledger and the log refuse to be emptied. */
  const empty = () =>
    database.sql.begin(async (tx) =>
      emptyTables(
        tx,
        (await readTables(tx)).map(({ name }) => name),
      ),
    )

  beforeAll(async () => {
    database = await create()
  })
  beforeEach(async () => {
    await empty()
    seed = await seedStation(database.db)
    await database.db.update(campaigns).set({ startsOn: '2026-11-01', endsOn: '2026-12-31' })
  })
  afterAll(() => database.drop())

  it('is absent before the first-run setup and outside its days', async () => {
    expect(await currentCampaign('2026-10-31')).toBeNull()
    expect(await currentCampaign('2027-01-01')).toBeNull()
    await empty()
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

  it('goes on offering the quiz of a campaign when a newer one has no online touchpoint', async () => {
    await addTouchpoint('other', 'AAAA222')
    const days = { startsOn: '2026-11-01', endsOn: '2026-12-31', createdBy: seed.memberId, stationId: seed.stationId }
    const [newer] = await database.db
      .insert(campaigns)
      .values({ ...days, title: '只有传单的活动', salt: randomBytes(32), createdAt: new Date(Date.now() + 1000) })
      .returning()
    expect(await currentCampaign('2026-11-23')).toMatchObject({ title: '测试活动', code: 'AAAA222' })
    const [online] = await database.db
      .insert(touchpoints)
      .values({ campaignId: newer!.id, kind: 'wechat', name: '公众号' })
      .returning()
    await database.db.insert(shortCodes).values({ code: 'NNNN222', touchpointId: online!.id })
    expect(await currentCampaign('2026-11-23')).toMatchObject({ title: '只有传单的活动', code: 'NNNN222' })
    await database.db.update(touchpoints).set({ archivedAt: new Date() }).where(eq(touchpoints.id, online!.id))
    expect(await currentCampaign('2026-11-23')).toMatchObject({ title: '测试活动', code: 'AAAA222' })
  })

  it('leads on from a code that is closed or unknown, and not from one that is open', async () => {
    await addTouchpoint('other', 'AAAA222')
    const days = { startsOn: '2026-11-01', endsOn: '2026-12-31', createdBy: seed.memberId, stationId: seed.stationId }
    const [over] = await database.db
      .insert(campaigns)
      .values({ ...days, title: '关了的活动', status: 'closed', salt: null })
      .returning()
    const [leaflet] = await database.db
      .insert(touchpoints)
      .values({ campaignId: over!.id, kind: 'leaflet', name: '传单' })
      .returning()
    await database.db.insert(shortCodes).values({ code: 'CCCC222', touchpointId: leaflet!.id })
    const running = { title: '测试活动', code: 'AAAA222' }
    const now = new Date('2026-11-23T04:00:00Z')
    const view = (code: string) => viewCode(code, undefined, now)
    expect(await view('CCCC222')).toMatchObject({ state: 'closed', campaign: { title: '关了的活动' }, running })
    expect(await view('ZZZZ222。')).toMatchObject({ state: 'unknown', campaign: null, running })
    expect((await view('AAAA222。')).running).toBeUndefined()
    await database.db.update(campaigns).set({ status: 'closed', salt: null })
    expect((await view('CCCC222')).running).toBeUndefined()
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
