import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordReach, type ReachEvent } from '#server/campaign/reach.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

describe.each(await databases())('reach ledger on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  beforeAll(async () => {
    database = await create()
    seed = await seedStation(database.db)
  })
  afterAll(() => database.drop())

  const event = (over: Partial<Extract<ReachEvent, { deviceKey: Uint8Array }>>): ReachEvent => ({
    id: v7(),
    campaignId: seed.campaignId,
    touchpointId: seed.touchpointId,
    kind: 'scan',
    deviceKey: Buffer.alloc(32, 1),
    at: new Date('2026-11-23T10:00:00+08:00'),
    ...over,
  })

  it('counts an event once, however often it is sent', async () => {
    const one = event({})
    expect(await recordReach(database.db, [one])).toBe(1)
    expect(await recordReach(database.db, [one])).toBe(0)
    await recordReach(database.db, [
      event({}),
      event({ at: new Date('2026-11-24T01:00:00+08:00') }),
      event({ deviceKey: Buffer.alloc(32, 2) }),
    ])
    const rows = await database.sql`
        select touchpoint_id is null as whole, day, events, devices from reach_rollups where kind = 'scan'
        order by touchpoint_id nulls first, day nulls first`
    expect(rows.map((row) => [row.whole, row.day === null, row.events, row.devices])).toEqual([
      [true, true, 4, 2],
      [true, false, 3, 2],
      [true, false, 1, 1],
      [false, true, 4, 2],
      [false, false, 3, 2],
      [false, false, 1, 1],
    ])
  })

  it('refuses to change history', async () => {
    await expect(database.sql`update reach_events set quantity = 1`).rejects.toThrow(/append-only/)
    await expect(database.sql`delete from reach_events`).rejects.toThrow(/append-only/)
  })
})
