import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readReachTables } from '#server/campaign/reach-export.ts'
import { readReachReport } from '#server/campaign/reach-report.ts'
import { recordReach } from '#server/campaign/reach.ts'
import { attempts, shares } from '#server/database/schema/index.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { key, NOW, range, seedReach } from '../fixtures/reach-report.ts'

describe.each(await databases())('reach report on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let stall: string
  let poster: string

  beforeAll(async () => {
    database = await create()
    ;({ seed, stall, poster } = await seedReach(database))
  })
  afterAll(() => database.drop())

  it('keeps events and devices apart and withholds small cells and what would give them away', async () => {
    const report = await readReachReport(seed.stationId, seed.campaignId, NOW)
    expect(report.whole).toMatchObject({
      contacts: { total: 640, staff: 40, platform: 600 },
      stages: {
        scan: { events: 36, devices: 33 },
        start: { events: 12, devices: 12 },
        completion: { events: 3, devices: null },
        share: { events: 0, devices: 0 },
      },
      devices: 33,
      residents: { atLeast: 33, atMost: 500 },
    })
    const scans = (id: string) => report.touchpoints.find((row) => row.touchpointId === id)!.stages.scan
    expect(scans(seed.touchpointId)).toEqual({ events: 23, devices: 20 })
    expect(scans(poster)).toEqual({ events: null, devices: null })
    // If shown: 33 − 20 − 10 would reveal the poster's 3 devices, and 36 − 23 − 10 its events.
    expect(scans(stall)).toEqual({ events: null, devices: null })
    expect(report.days.map((row) => [row.day, row.contacts.total, row.stages.scan])).toEqual([
      ['2026-11-19', 640, { events: 0, devices: 0 }],
      ['2026-11-20', 0, { events: null, devices: null }],
      ['2026-11-21', 0, { events: null, devices: null }],
    ])
  })

  it('counts newcomers and share trees by touchpoint', async () => {
    const attempt = async (touchpointId: string, device: number, shareId: string | null, minute: number) => {
      const id = v7()
      await database.db.insert(attempts).values({
        id,
        campaignId: seed.campaignId,
        touchpointId,
        shareId,
        deviceKey: key(device),
        itemIds: ['a'],
        taxonomy: '2024',
        startedAt: new Date(NOW.getTime() + minute * 60_000),
      })
      return id
    }
    const share = async (touchpointId: string, attemptId: string, parentId: string | null, depth: number) => {
      const id = v7()
      await database.db
        .insert(shares)
        .values({ id, campaignId: seed.campaignId, touchpointId, attemptId, parentId, depth })
      return id
    }
    const root = await share(seed.touchpointId, await attempt(seed.touchpointId, 1, null, 0), null, 1)
    const firstChild = await attempt(seed.touchpointId, 101, root, 1)
    for (const device of range(102, 106)) await attempt(seed.touchpointId, device, root, 2)
    // Not newcomers: a device that had started before from the leaflet, and a newcomer's second start.
    await attempt(seed.touchpointId, 1, root, 3)
    await attempt(seed.touchpointId, 101, root, 4)
    await share(seed.touchpointId, firstChild, root, 2)
    const { whole, touchpoints } = await readReachReport(seed.stationId, seed.campaignId, NOW)
    expect(whole.newcomers).toEqual({ starts: 8, devices: 6 })
    expect(whole.tree).toEqual({ links: 2, depth: 2 })
    expect(touchpoints.find((row) => row.touchpointId === seed.touchpointId)).toMatchObject({
      newcomers: { devices: 6 },
      tree: { links: 2, depth: 2 },
    })
    expect(touchpoints.find((row) => row.touchpointId === poster)).toMatchObject({
      newcomers: { devices: 0 },
      tree: { links: 0, depth: 0 },
    })
  })

  it('tells no single device apart, by figures or by what is missing beside them', async () => {
    const small = await seedStation(database.db)
    const scan = (device: number, day: string) => ({
      id: v7(),
      campaignId: small.campaignId,
      touchpointId: small.touchpointId,
      kind: 'scan' as const,
      deviceKey: key(device),
      at: new Date(`${day}T12:00:00+08:00`),
    })
    await recordReach(database.db, [
      scan(1, '2026-11-20'),
      {
        id: v7(),
        campaignId: small.campaignId,
        touchpointId: small.touchpointId,
        kind: 'contact',
        source: 'staff',
        quantity: 1,
        at: NOW,
        day: '2026-11-20',
      },
    ])
    const read = () => readReachReport(small.stationId, small.campaignId, NOW)
    const residents = { atLeast: null, atMost: null, missing: 'few_devices' }
    expect((await read()).whole).toMatchObject({ devices: null, residents })
    await recordReach(database.db, [scan(2, '2026-11-21'), scan(3, '2026-11-21'), scan(4, '2026-11-21')])
    const { whole, touchpoints, days } = await read()
    expect(whole).toMatchObject({ stages: { scan: { events: 4, devices: null } }, residents })
    expect([...touchpoints, ...days].map((row) => row.stages.scan)).toEqual([
      { events: null, devices: null },
      { events: null, devices: null },
      { events: null, devices: null },
    ])
    const { tables } = await readReachTables(small.stationId, small.campaignId, NOW)
    expect(tables['touchpoint-days'].rows.map((row) => row.slice(5))).toEqual([['2026-11-20', 1, 0, '*', 0, 0, 0]])
  })

  it('withholds newcomers where few devices came directly', async () => {
    const few = await seedStation(database.db)
    const starts = range(1, 8).map((device) => ({
      id: v7(),
      campaignId: few.campaignId,
      touchpointId: few.touchpointId,
      deviceKey: key(device),
      at: NOW,
    }))
    await recordReach(
      database.db,
      starts.map((start) => ({ ...start, kind: 'start' as const })),
    )
    const shareId = v7()
    const attempt = ({ at: startedAt, ...start }: (typeof starts)[number], from: string | null) =>
      database.db.insert(attempts).values({ ...start, shareId: from, itemIds: ['a'], taxonomy: '2024', startedAt })
    await attempt(starts[0]!, null)
    await attempt(starts[1]!, null)
    await database.db.insert(shares).values({
      id: shareId,
      campaignId: few.campaignId,
      touchpointId: few.touchpointId,
      attemptId: starts[0]!.id,
      depth: 1,
    })
    for (const start of starts.slice(2)) await attempt(start, shareId)
    const { whole, touchpoints } = await readReachReport(few.stationId, few.campaignId, NOW)
    // If shown, 8 − 6 would reveal the two that came directly.
    expect(whole).toMatchObject({ stages: { start: { devices: 8 } }, newcomers: { starts: 6, devices: null } })
    expect(touchpoints[0]!.newcomers).toEqual({ devices: null })
  })

  it('knows no campaign of another station', async () => {
    const other = await seedStation(database.db)
    await expect(readReachReport(other.stationId, seed.campaignId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(readReachTables(other.stationId, seed.campaignId)).rejects.toMatchObject({ code: 'not_found' })
  })
})
