/** Ledger entries other than phones: plays on hall screens, seats, tours and events, in a campaign and outside. */
import { randomUUID } from 'node:crypto'
import { v7 } from 'uuid'
import { beforeAll, beforeEach, afterAll, describe, expect, it, vi } from 'vitest'
import { readReachReport } from '#server/campaign/reach-report.ts'
import { readReachTables } from '#server/campaign/reach-export.ts'
import {
  rebuildRollups,
  rebuildStationRollups,
  recordReach,
  type ReachEvent,
  rollupsAgree,
  stationRollupsAgree,
} from '#server/campaign/reach.ts'
import { screens } from '#server/database/schema/index.ts'
import { recheckRollups } from '#server/jobs/nightly.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const AT = new Date('2026-11-23T10:00:00+08:00')

describe.each(await databases())('sessions and head counts on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let screenId: string
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    seed = await seedStation(database.db)
    const [screen] = await database.db
      .insert(screens)
      .values({ stationId: seed.stationId, name: '一号屏', pairedBy: seed.memberId })
      .returning()
    screenId = screen!.id
  })

  type Play = Extract<ReachEvent, { kind: 'play_start' | 'play_completion' }>
  const record = (...events: ReachEvent[]) => recordReach(database.db, events)
  const outside = () => ({ stationId: seed.stationId })
  const inCampaign = () => ({ campaignId: seed.campaignId, touchpointId: seed.touchpointId })
  const play = (kind: Play['kind'], place: ReturnType<typeof outside> | ReturnType<typeof inCampaign>) =>
    ({ ...place, id: v7(), at: AT, kind, screenId, sessionKey: randomUUID() }) as Play
  const tour = (quantity: number): ReachEvent => ({
    ...outside(),
    id: v7(),
    at: AT,
    kind: 'tour',
    source: 'staff',
    quantity,
    memberId: seed.memberId,
  })
  const scan = (device: number): ReachEvent => ({
    ...inCampaign(),
    id: v7(),
    at: AT,
    kind: 'scan',
    deviceKey: Buffer.alloc(32, device),
  })
  const rolled = () => database.sql`
    select case when campaign_id is null then 'outside' else 'campaign' end || case when touchpoint_id is not null then
        ', touchpoint' when screen_id is not null then ', screen' else '' end as scope,
      kind, source, day is null as "allDays", events, devices, sessions
    from reach_rollups where station_id = ${seed.stationId} and day is null order by kind, scope`
  const agree = async () => [await rollupsAgree(seed.campaignId), await stationRollupsAgree(seed.stationId)]

  it('keeps a play without a campaign, under its station and its screen', async () => {
    const [before] = [await readReachReport(seed.stationId, seed.campaignId, AT)]
    const start = play('play_start', outside())
    expect(await record(start, play('play_completion', { ...outside() }), play('play_start', outside()))).toBe(3)
    const common = { source: 'system', allDays: true, devices: 0 }
    expect(await rolled()).toEqual([
      { ...common, scope: 'outside', kind: 'play_completion', events: 1, sessions: 1 },
      { ...common, scope: 'outside, screen', kind: 'play_completion', events: 1, sessions: 1 },
      { ...common, scope: 'outside', kind: 'play_start', events: 2, sessions: 2 },
      { ...common, scope: 'outside, screen', kind: 'play_start', events: 2, sessions: 2 },
    ])
    expect(await readReachReport(seed.stationId, seed.campaignId, AT)).toEqual(before)
    expect(await agree()).toEqual([true, true])
  })

  it('counts a session once for each kind, however often and under whatever id it is sent', async () => {
    const start = play('play_start', outside())
    expect(await record(start)).toBe(1)
    expect(await record(start)).toBe(0)
    expect(await record({ ...start, id: v7() })).toBe(0)
    expect(await record({ ...start, id: v7() }, { ...start, id: v7() })).toBe(0)
    expect(await record({ ...start, id: v7(), kind: 'play_completion' })).toBe(1)
    const twice = play('play_start', outside())
    expect(await record(twice, { ...twice, id: v7() })).toBe(1)
    expect((await rolled()).map(({ kind, sessions }) => [kind, sessions])).toEqual([
      ['play_completion', 1],
      ['play_completion', 1],
      ['play_start', 2],
      ['play_start', 2],
    ])
  })

  it('keeps a play within a campaign apart from its phones', async () => {
    await record(...[1, 2, 3, 4, 5, 6].map(scan))
    const before = await readReachReport(seed.stationId, seed.campaignId, AT)
    const tables = await readReachTables(seed.stationId, seed.campaignId, AT)
    const day = { day: '2026-11-22' }
    await record(
      ...[1, 2, 3].map(() => play('play_start', inCampaign())),
      { ...play('play_completion', inCampaign()), ...day },
      { ...inCampaign(), id: v7(), at: AT, kind: 'seat_join', sessionKey: randomUUID() },
      { ...tour(9), ...inCampaign(), stationId: undefined } as ReachEvent,
    )
    expect(await rolled()).toMatchObject([
      { kind: 'play_completion', scope: 'campaign', devices: 0, sessions: 1 },
      { kind: 'play_completion', scope: 'campaign, touchpoint', devices: 0, sessions: 1 },
      { kind: 'play_start', scope: 'campaign', events: 3, devices: 0, sessions: 3 },
      { kind: 'play_start', scope: 'campaign, touchpoint', events: 3, devices: 0, sessions: 3 },
      { kind: 'scan', scope: 'campaign', events: 6, devices: 6, sessions: 0 },
      { kind: 'scan', scope: 'campaign, touchpoint', events: 6, devices: 6, sessions: 0 },
      { kind: 'seat_join', scope: 'campaign', devices: 0, sessions: 1 },
      { kind: 'seat_join', scope: 'campaign, touchpoint', devices: 0, sessions: 1 },
      { kind: 'tour', scope: 'campaign', events: 9, devices: 0, sessions: 0 },
      { kind: 'tour', scope: 'campaign, touchpoint', events: 9, devices: 0, sessions: 0 },
    ])
    // They add no devices, contacts or residents, and no further day.
    expect(await readReachReport(seed.stationId, seed.campaignId, AT)).toEqual(before)
    expect(await readReachTables(seed.stationId, seed.campaignId, AT)).toEqual(tables)
    expect(await agree()).toEqual([true, true])
  })

  it('takes a head count and its correction, under the name of who counted', async () => {
    expect(
      await record(tour(12), tour(-3), { ...tour(80), kind: 'attendance', source: 'platform' } as ReachEvent),
    ).toBe(3)
    expect(await rolled()).toMatchObject([
      { kind: 'attendance', source: 'platform', scope: 'outside', events: 80, devices: 0, sessions: 0 },
      { kind: 'tour', source: 'staff', scope: 'outside', events: 9, devices: 0, sessions: 0 },
    ])
    const members = await database.sql`
      select distinct member_id from reach_events where station_id = ${seed.stationId}`
    expect(members).toEqual([{ member_id: seed.memberId }])
  })

  it('takes the station of the campaign, whatever is said', async () => {
    const other = await seedStation(database.db)
    await record({ ...scan(1), stationId: other.stationId } as unknown as ReachEvent)
    expect(await database.sql`select station_id from reach_events where campaign_id = ${seed.campaignId}`).toEqual([
      { station_id: seed.stationId },
    ])
  })

  it('refuses whatever is not what it says', async () => {
    const bad: [name: string, wrong: object, check: RegExp][] = [
      [
        'a device outside of campaigns',
        { ...scan(1), campaignId: undefined, touchpointId: undefined, ...outside() },
        /_place/,
      ],
      ['a device without a key', { ...scan(1), deviceKey: undefined }, /_identity/],
      ['a device with the key of a session', { ...scan(1), sessionKey: randomUUID() }, /_identity/],
      [
        'a session with the key of a device',
        { ...play('play_start', outside()), deviceKey: Buffer.alloc(32) },
        /_identity/,
      ],
      ['a session without a key', { ...play('play_start', outside()), sessionKey: undefined }, /_identity/],
      ['a play on no screen', { ...play('play_start', outside()), screenId: undefined }, /_place/],
      ['a campaign without a touchpoint', { ...play('play_start', outside()), campaignId: seed.campaignId }, /_place/],
      ['several sessions in one', { ...play('play_start', outside()), quantity: 2 }, /_counted/],
      ['a session taken back', { ...play('play_start', outside()), quantity: -1 }, /_counted/],
      ['a device taken back', { ...scan(1), quantity: -1 }, /_counted/],
      ['a session that a member counted', { ...play('play_start', outside()), memberId: seed.memberId }, /_counted/],
      ['a tour of nobody', tour(0), /_counted/],
      ['a tour that nobody counted', { ...tour(5), memberId: undefined }, /_counted/],
      ['a tour that the system counted', { ...tour(5), source: 'system' }, /_counted/],
      ['a tour that came by a share', { ...tour(5), shareId: randomUUID() }, /_identity|foreign key/],
      ['nowhere', { ...tour(5), stationId: undefined }, /station_id/],
    ]
    for (const [name, event, check] of bad) {
      const failure = await record(event as ReachEvent).then(
        () => undefined,
        (error: { cause: Error }) => error.cause.message,
      )
      expect(failure, name).toMatch(check)
    }
    const unknown = (kind: string, identity: string) => database.sql`
      insert into reach_events (id, station_id, kind, identity, session_key, at, day)
      values (gen_random_uuid(), ${seed.stationId}, ${kind}, ${identity}, gen_random_uuid(), now(), '2026-11-23')`
    await expect(unknown('dream', 'session')).rejects.toThrow(/_kind/)
    await expect(unknown('seat_join', 'dream')).rejects.toThrow(/_kind|_identity/)
    await expect(unknown('tour', 'session')).rejects.toThrow(/_kind|_counted/)
    expect(await rolled()).toEqual([])
  })

  it('rebuilds what is outside of campaigns as well, and finds it every night when it is wrong', async () => {
    const other = await seedStation(database.db)
    await record(tour(12), play('play_start', outside()), scan(1), play('play_start', inCampaign()))
    await record({ ...tour(7), stationId: other.stationId, memberId: other.memberId } as ReachEvent)
    const before = await database.sql`select * from reach_rollups order by reach_rollups::text`
    await rebuildStationRollups(seed.stationId)
    await rebuildRollups(seed.campaignId)
    expect(await database.sql`select * from reach_rollups order by reach_rollups::text`).toEqual(before)

    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    await database.sql`
      update reach_rollups set sessions = 5 where campaign_id is null and station_id = ${seed.stationId}`
    expect(await recheckRollups()).toEqual([seed.stationId])
    await database.sql`update reach_rollups set sessions = 5 where campaign_id = ${seed.campaignId}`
    expect(await recheckRollups()).toEqual([seed.campaignId])
    await database.sql`delete from reach_rollups where screen_id = ${screenId}`
    expect(await recheckRollups()).toEqual([seed.stationId])
    told.mockRestore()
    expect(await database.sql`select * from reach_rollups order by reach_rollups::text`).toEqual(before)
  })
})
