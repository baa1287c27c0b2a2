import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listCampaigns } from '#server/campaign/queries/list-campaigns.ts'
import { readReachTables } from '#server/campaign/reach-export.ts'
import { readReachReport } from '#server/campaign/reach-report.ts'
import { recordReach } from '#server/campaign/reach.ts'
import { attempts, shares } from '#server/database/schema/index.ts'
import { readScreenCounters } from '#server/screen/counters.ts'
import { PUBLISH_MS, STEP } from '#shared/campaign/steps.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { NOW, seedReach } from '../fixtures/reach-report.ts'

describe.each(await databases())('reach report on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let poster: string

  beforeAll(async () => {
    database = await create()
    ;({ seed, poster } = await seedReach(database))
  })
  afterAll(() => database.drop())

  const later = (blocks: number) => new Date(NOW.getTime() + blocks * PUBLISH_MS)

  it('keeps events and devices apart, in steps that are never more than the truth', async () => {
    const { whole, touchpoints, days } = await readReachReport(seed.stationId, seed.campaignId, NOW)
    expect(whole.contacts).toEqual({ total: 640, staff: 40, platform: 600 })
    const { scan, start, completion, share } = whole.stages
    expect(scan.devices).toBeLessThanOrEqual(33)
    expect(scan.events).toBeLessThanOrEqual(36)
    expect(start.devices ?? 0).toBeLessThanOrEqual(12)
    for (const figure of [scan.devices, scan.events, start.devices]) expect((figure ?? 0) % STEP).toBe(0)
    // Zero and three look the same.
    expect([completion, share]).toEqual([
      { events: null, devices: null },
      { events: null, devices: null },
    ])
    expect(whole.devices).toBe(scan.devices)
    expect(whole.residents).toEqual(
      whole.devices === null
        ? { atLeast: null, atMost: null, missing: 'few_devices' }
        : { atLeast: whole.devices, atMost: 500 },
    )
    expect(touchpoints.find((row) => row.touchpointId === poster)!.stages.scan).toEqual({ events: null, devices: null })
    // The contacts are there; a day of which nothing is shown is not in the list at all.
    expect(days.find(({ day }) => day === '2026-11-19')?.contacts.total).toBe(640)
    expect(days.map(({ day }) => day)).not.toContain('2026-11-21')
  })

  it('counts newcomers and share trees by touchpoint, in steps', async () => {
    const attempt = async (shareId: string | null, minute: number) => {
      const id = v7()
      await database.db.insert(attempts).values({
        id,
        campaignId: seed.campaignId,
        touchpointId: seed.touchpointId,
        shareId,
        deviceKey: randomBytes(32),
        itemIds: ['a'],
        taxonomy: '2024',
        startedAt: new Date(NOW.getTime() + minute * 60_000),
      })
      return id
    }
    const share = async (attemptId: string, parentId: string | null, depth: number) => {
      const id = v7()
      const { campaignId, touchpointId } = seed
      await database.db.insert(shares).values({ id, campaignId, touchpointId, attemptId, parentId, depth })
      return id
    }
    const root = await share(await attempt(null, 0), null, 1)
    for (let child = 0; child < 80; child++) await share(await attempt(root, 2), root, 2)
    const { whole, touchpoints } = await readReachReport(seed.stationId, seed.campaignId, later(1))
    const { devices, starts } = whole.newcomers
    expect(devices).toBe(starts)
    for (const figure of [devices, whole.tree.links]) {
      expect(figure).toBeGreaterThan(20)
      expect(figure).toBeLessThanOrEqual(81)
      expect(figure! % STEP).toBe(0)
    }
    expect(whole.tree.depth).toBe(2)
    // One visitor makes the chain longer, and nobody sees it: here, nor at the touchpoint.
    const [child] = await database.sql<{ id: string }[]>`
      select id from shares where parent_id = ${root} limit 1`
    const grandchild = await share(await attempt(child!.id, 3), child!.id, 3)
    await database.sql`update reach_published set at = 'epoch'`
    const next = await readReachReport(seed.stationId, seed.campaignId, later(1))
    expect(next.whole.tree.depth).toBe(2)
    expect(next.touchpoints.find((row) => row.touchpointId === seed.touchpointId)?.tree.depth).toBe(2)
    for (let child = 0; child < 80; child++) await share(await attempt(grandchild, 4), grandchild, 4)
    await database.sql`update reach_published set at = 'epoch'`
    expect((await readReachReport(seed.stationId, seed.campaignId, later(1))).whole.tree.depth).toBe(4)
    const of = (id: string) => touchpoints.find((row) => row.touchpointId === id)
    expect(of(seed.touchpointId)?.newcomers.devices).toBeLessThanOrEqual(devices!)
    expect(of(poster)).toMatchObject({ newcomers: { devices: null }, tree: { links: null, depth: null } })
  })

  describe('a member who polls', () => {
    const scan = (of: Seed, day = '2026-11-20') => ({
      id: v7(),
      campaignId: of.campaignId,
      touchpointId: of.touchpointId,
      kind: 'scan' as const,
      deviceKey: randomBytes(32),
      at: new Date(`${day}T12:00:00+08:00`),
    })
    const looked = async (of: Seed, now: Date) => {
      const { at: _at, publishedAt: _published, ...report } = await readReachReport(of.stationId, of.campaignId, now)
      const { tables } = await readReachTables(of.stationId, of.campaignId, now)
      const [listed] = await listCampaigns(of.stationId, now)
      const counters = await readScreenCounters(of.campaignId, now)
      return JSON.stringify({ report, rows: Object.values(tables).map(({ rows }) => rows), listed, counters })
    }

    it('sees nothing of a visitor who comes, on pages, in files, in lists and on screens', async () => {
      const small = await seedStation(database.db)
      const before = await looked(small, NOW)
      // Nobody, and few, look the same, even after a while.
      await recordReach(database.db, [scan(small), scan(small, '2026-11-21')])
      expect(await looked(small, new Date(NOW.getTime() + 1_000))).toBe(before)
      const unlooked = (look: string) => ({ ...JSON.parse(look), counters: { ...JSON.parse(look).counters, at: 0 } })
      expect(unlooked(await looked(small, later(1)))).toEqual(unlooked(before))
    })

    it('sees steps only after ten minutes, the same on all servers', async () => {
      const small = await seedStation(database.db)
      const before = await looked(small, NOW)
      await recordReach(
        database.db,
        Array.from({ length: 120 }, () => scan(small)),
      )
      expect(await looked(small, new Date(NOW.getTime() + PUBLISH_MS - 1))).toBe(before)
      const looks = await Promise.all([looked(small, later(1)), looked(small, later(1)), looked(small, later(1))])
      expect(looks[0]).not.toBe(before)
      expect(new Set(looks).size).toBe(1)
      const { whole } = await readReachReport(small.stationId, small.campaignId, later(1))
      expect(whole.devices).toBeGreaterThan(60)
      expect(whole.devices).toBeLessThanOrEqual(120)
      // What staff have entered is there at once.
      const { campaignId, touchpointId, memberId } = small
      const contact = { kind: 'contact' as const, source: 'staff' as const, quantity: 7, memberId }
      await recordReach(database.db, [{ id: v7(), campaignId, touchpointId, at: NOW, ...contact }])
      const now = await readReachReport(small.stationId, small.campaignId, later(1))
      expect(now.whole.contacts.total).toBe(7)
    })

    it('is not left with a look that a wrong clock has made', async () => {
      const small = await seedStation(database.db)
      await readReachReport(small.stationId, small.campaignId, later(500_000))
      await recordReach(
        database.db,
        Array.from({ length: 120 }, () => scan(small)),
      )
      const { publishedAt, whole } = await readReachReport(small.stationId, small.campaignId, later(1))
      expect(publishedAt).toBe(later(1).toISOString())
      expect(whole.devices).toBeGreaterThan(60)
    })

    it('sees the last figures of a closed campaign, for good', async () => {
      const small = await seedStation(database.db)
      await recordReach(
        database.db,
        Array.from({ length: 120 }, () => scan(small)),
      )
      await database.sql`
        update campaigns set status = 'closed', salt = null, closed_at = ${NOW.toISOString()}
        where id = ${small.campaignId}`
      const { whole } = await readReachReport(small.stationId, small.campaignId, later(1))
      expect(whole.devices).toBeGreaterThan(60)
      expect((await readReachReport(small.stationId, small.campaignId, later(500))).publishedAt).toBe(
        later(1).toISOString(),
      )
    })
  })

  it('knows no campaign of another station', async () => {
    const other = await seedStation(database.db)
    await expect(readReachReport(other.stationId, seed.campaignId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(readReachTables(other.stationId, seed.campaignId)).rejects.toMatchObject({ code: 'not_found' })
  })
})
