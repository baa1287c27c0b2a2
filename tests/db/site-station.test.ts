import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { addressView } from '../../server/http/address.ts'
import { changeAddress } from '../../server/member/address.ts'
import { stations } from '../../server/database/schema/index.ts'
import { readPublicStation, siteStation } from '../../server/member/station.ts'
import { currentCampaign } from '../../server/campaign/current-campaign.ts'
import { UNNAMED_STATION } from '../../shared/member/station-names.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ownFolder } from '../fixtures/leftovers.ts'
import { seedStation } from '../fixtures/station.ts'

describe.each(await databases())('the station whose site this is ($name)', ({ create }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())

  it('is nobody before the first-run setup', async () => {
    expect([await siteStation(), await readPublicStation()]).toEqual([undefined, UNNAMED_STATION])
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
      ...UNNAMED_STATION,
      name: '先来的警务室',
      hallName: '先来的体验馆',
      allianceName: '先来的反诈联盟',
    })
    // The only campaign belongs to the other station.
    expect(second.campaignId).toBeTruthy()
    expect(await currentCampaign('2026-11-23')).toBeNull()
  })

  it('has one address for QR codes, which an older form does not overwrite', async () => {
    const folder = ownFolder()
    vi.stubEnv('DATA_DIR', folder)
    vi.stubEnv('PUBLIC_URL', '')
    try {
      const { stationId, memberId: id } = await seedStation(database.db)
      const by = { id, stationId }
      const [first, second] = ['http://192.168.1.20:3000', 'http://192.168.1.21:3000']
      expect(await changeAddress(by, { origin: first, revision: 1 })).toMatchObject({ origin: first, revision: 2 })
      // Sent again after a lost answer.
      expect(await changeAddress(by, { origin: first, revision: 1 })).toMatchObject({ origin: first, revision: 2 })
      for (const origin of [second, null])
        await expect(changeAddress(by, { origin, revision: 1 })).rejects.toMatchObject({
          code: 'conflict',
          current: { origin: first, revision: 2 },
        })
      expect(addressView().origin).toBe(first)
      expect(await changeAddress(by, { origin: null, revision: 2 })).toMatchObject({ origin: null, revision: 3 })
      await expect(changeAddress(by, { origin: second, revision: 2 })).rejects.toMatchObject({ code: 'conflict' })
      const [noted] = await database.sql`select count(*)::int as n from audit_log where member_id = ${id}`
      expect(noted).toEqual({ n: 2 })
    } finally {
      vi.unstubAllEnvs()
      rmSync(folder, { recursive: true })
    }
  })
})
