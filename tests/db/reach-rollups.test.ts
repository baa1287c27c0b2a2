import { randomInt } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rebuildRollups, recordReach, type ReachEvent } from '#server/campaign/reach.ts'
import { touchpoints } from '#server/database/schema/index.ts'
import { dayOf } from '#shared/station.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

type Cell = { events: number; devices: number }
const KINDS = ['scan', 'start', 'completion', 'share'] as const

/** An independent count of the ledger in plain TypeScript, scope by scope. */
function countNaively(events: readonly ReachEvent[]): Record<string, Cell> {
  const once = [...new Map(events.map((event) => [event.id, event])).values()]
  const seen = new Map<string, { events: number; devices: Set<string> }>()
  for (const event of once) {
    const day = event.day ?? dayOf(event.at)
    for (const touchpoint of ['*', event.touchpointId]) {
      for (const scopeDay of ['*', day]) {
        const key = [touchpoint, event.kind, event.source ?? 'system', scopeDay].join('|')
        const cell = seen.get(key) ?? { events: 0, devices: new Set<string>() }
        cell.events += event.quantity ?? 1
        if (event.deviceKey) cell.devices.add(Buffer.from(event.deviceKey).toString('hex'))
        seen.set(key, cell)
      }
    }
  }
  return Object.fromEntries(
    [...seen].sort().map(([key, cell]) => [key, { events: cell.events, devices: cell.devices.size }]),
  )
}

describe.each(await databases())('roll-ups on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let places: string[]
  beforeAll(async () => {
    database = await create()
    seed = await seedStation(database.db)
    const more = await database.db
      .insert(touchpoints)
      .values(
        ['poster', 'lecture'].map((kind) => ({ campaignId: seed.campaignId, kind: kind as 'poster', name: kind })),
      )
      .returning()
    places = [seed.touchpointId, ...more.map((row) => row.id)]
  })
  afterAll(() => database.drop())

  const randomEvent = (): ReachEvent => {
    const at = new Date(Date.UTC(2026, 10, randomInt(1, 5), randomInt(24), randomInt(60)))
    const common = { id: v7(), campaignId: seed.campaignId, touchpointId: places[randomInt(places.length)]!, at }
    if (randomInt(6) === 0)
      return { ...common, kind: 'contact', source: randomInt(2) ? 'staff' : 'platform', quantity: randomInt(1, 500) }
    return { ...common, kind: KINDS[randomInt(KINDS.length)]!, deviceKey: Buffer.alloc(32, randomInt(12)) }
  }
  const stored = async () =>
    Object.fromEntries(
      (
        await database.sql`
    select coalesce(touchpoint_id::text, '*') || '|' || kind || '|' || source || '|' || coalesce(day::text, '*') as key,
      events, devices
    from reach_rollups where campaign_id = ${seed.campaignId}`
      )
        .map((row) => [row.key as string, { events: row.events, devices: row.devices } as Cell])
        .sort(([a], [b]) => (a! < b! ? -1 : 1)),
    )

  it('are the same in step, rebuilt and counted naively, with writers at work', async () => {
    const written: ReachEvent[] = []
    const write = async (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        const batch = Array.from({ length: randomInt(1, 6) }, randomEvent)
        // Some submissions arrive twice.
        if (written.length > 0 && randomInt(3) === 0) batch.push(written[randomInt(written.length)]!)
        await database.db.transaction((tx) => recordReach(tx, batch))
        written.push(...batch)
      }
    }
    await Promise.all(Array.from({ length: 6 }, () => write(12)))
    const expected = countNaively(written)
    expect(await stored()).toEqual(expected)

    await rebuildRollups(seed.campaignId)
    expect(await stored()).toEqual(expected)

    // Rebuilding must neither lose nor double what is written concurrently, and must not block writers.
    await Promise.all([
      ...Array.from({ length: 5 }, () => write(10)),
      (async () => {
        for (let run = 0; run < 4; run++) await rebuildRollups(seed.campaignId)
      })(),
    ])
    expect(await stored()).toEqual(countNaively(written))
    await rebuildRollups(seed.campaignId)
    expect(await stored()).toEqual(countNaively(written))
  })

  it('are mended by a rebuild and leave other campaigns alone', async () => {
    const other = await seedStation(database.db)
    await recordReach(database.db, [
      {
        id: v7(),
        campaignId: other.campaignId,
        touchpointId: other.touchpointId,
        kind: 'scan',
        deviceKey: Buffer.alloc(32, 1),
        at: new Date(),
      },
    ])
    const before = await stored()
    await database.sql`update reach_rollups set events = events + 7, devices = 0`
    await rebuildRollups(seed.campaignId)
    expect(await stored()).toEqual(before)
    const [broken] = await database.sql`
        select events from reach_rollups
        where campaign_id = ${other.campaignId} and touchpoint_id is null and day is null`
    expect(broken!.events).toBe(8)
  })
})
