import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { excludeReach, listExclusions, restoreReach } from '#server/campaign/exclusions.ts'
import { readReachReport } from '#server/campaign/reach-report.ts'
import { rebuildRollups, recordReach, rollupsAgree } from '#server/campaign/reach.ts'
import { shareAttempt } from '#server/quiz/shares.ts'
import { excludeSchema } from '#shared/campaign/exclusion.ts'
import { STEP } from '#shared/campaign/steps.ts'
import { newToken, useAttempts } from '../fixtures/attempt.ts'
import { databases } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { trueReach } from '../fixtures/true-reach.ts'

describe.each(await databases())('exclusions on $name', ({ create }) => {
  const { on, complete } = useAttempts(create)
  const by = ({ memberId, stationId }: Seed) => ({ id: memberId, stationId })
  const figures = ({ campaignId }: Seed) => trueReach(on.database.db, campaignId)
  const exclude = (over: object) =>
    excludeSchema.parse({
      id: v7(),
      touchpointId: null,
      day: null,
      from: '00:00',
      to: '24:00',
      reason: '刷的',
      ...over,
    })

  const scan = (seed: Seed, devices: number[], at: string) =>
    recordReach(
      on.database.db,
      devices.map((device) => ({
        id: v7(),
        campaignId: seed.campaignId,
        touchpointId: seed.touchpointId,
        kind: 'scan' as const,
        deviceKey: Buffer.alloc(32, device),
        at: new Date(at),
      })),
    )
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

  it('takes a window out of all figures by a further row, and puts it back', async () => {
    const seed = await seedStation(on.database.db)
    await scan(seed, range(1, 20), '2026-11-20T10:00:00+08:00')
    await scan(seed, range(11, 90), '2026-11-20T14:30:00+08:00')
    const whole = await figures(seed)
    expect(whole).toMatchObject({ devices: 90, stages: { scan: { events: 100 } } })
    const atLeast = async () => (await readReachReport(seed.stationId, seed.campaignId)).whole.residents.atLeast ?? 0
    expect(await atLeast()).toBeGreaterThan(20)
    const rows = () => on.database.sql`select count(*)::int as n from reach_events`
    const [ledger] = await rows()

    const window = exclude({ day: '2026-11-20', from: '14:00', to: '15：00' })
    await Promise.all([1, 2, 3].map(() => excludeReach(by(seed), seed.campaignId, window)))
    expect(await figures(seed)).toMatchObject({
      devices: 20,
      stages: { scan: { events: 20 } },
    })
    // What is published follows at once.
    expect(await atLeast()).toBeLessThanOrEqual(20)
    expect(await rollupsAgree(seed.campaignId)).toBe(true)
    await rebuildRollups(seed.campaignId)
    expect(await figures(seed)).toMatchObject({ devices: 20 })
    // What is stored late, by another node, is taken out too.
    await scan(seed, range(91, 99), '2026-11-20T14:59:59+08:00')
    await scan(seed, [100], '2026-11-20T15:00:00+08:00')
    expect(await figures(seed)).toMatchObject({ devices: 21 })
    expect(await rollupsAgree(seed.campaignId)).toBe(true)

    const [listed] = await listExclusions(seed.stationId, seed.campaignId)
    expect(listed).toMatchObject({ id: window.id, reason: '刷的', undone: null })
    // It covers 89 occasions. The exact number of a window of one minute would tell of a single visitor.
    expect([listed!.events! % STEP, listed!.events! <= 89]).toEqual([0, true])
    await Promise.all([1, 2].map(() => restoreReach(by(seed), window.id)))
    expect(await figures(seed)).toMatchObject({ devices: 100 })
    expect(await rollupsAgree(seed.campaignId)).toBe(true)
    expect(await listExclusions(seed.stationId, seed.campaignId)).toMatchObject([{ undone: { by: expect.anything() } }])
    expect((await rows())[0]!.n).toBe(ledger!.n + 10)
    const audit = await on.database.sql`
      select action from audit_log where subject_id = ${seed.campaignId} and action like 'reach.%' order by at`
    expect(audit.map(({ action }) => action)).toEqual(['reach.exclude', 'reach.restore'])
    await expect(on.database.sql`delete from reach_exclusions`).rejects.toThrow(/append-only/)
  })

  it('takes a day out that is not over, until now, and says so in words', async () => {
    const seed = await seedStation(on.database.db)
    const now = new Date('2026-11-20T14:30:20+08:00')
    await scan(seed, range(1, 20), '2026-11-20T14:00:00+08:00')
    await excludeReach(by(seed), seed.campaignId, exclude({ day: '2026-11-20' }), now)
    await excludeReach(by(seed), seed.campaignId, exclude({ day: '2026-11-19', from: '9:00' }), now)
    expect(await figures(seed)).toMatchObject({ devices: 0 })
    // What comes later is not known yet: it counts.
    await scan(seed, range(21, 23), '2026-11-20T14:31:00+08:00')
    expect(await figures(seed)).toMatchObject({ devices: 3 })
    const listed = await listExclusions(seed.stationId, seed.campaignId)
    expect(listed.map(({ what }) => what).sort()).toEqual([
      '2026年11月19日 09:00–24:00，所有触点',
      '2026年11月20日 00:00–14:30，所有触点',
    ])
    const later = exclude({ day: '2026-11-20', from: '15:00' })
    await expect(excludeReach(by(seed), seed.campaignId, later, now)).rejects.toMatchObject({
      fields: { from: '不能晚于现在' },
    })
  })

  it('takes a touchpoint out, with its newcomers and its share trees, from now on too', async () => {
    const seed = await seedStation(on.database.db)
    const root = await complete(newToken(), seed.code)
    const link = await shareAttempt(root.id, root.token, v7())
    for (let friend = 0; friend < 6; friend++) {
      const { id, token } = await complete(newToken(), link)
      await shareAttempt(id, token, v7())
    }
    expect(await figures(seed)).toMatchObject({ devices: 7, newcomers: { starts: 6 }, tree: { links: 7, depth: 2 } })
    const all = exclude({ touchpointId: seed.touchpointId })
    await excludeReach(by(seed), seed.campaignId, all)
    const nothing = { devices: 0, newcomers: { starts: 0, devices: 0 }, tree: { links: 0, depth: 0 } }
    expect(await figures(seed)).toMatchObject(nothing)
    await complete(newToken(), link)
    expect(await figures(seed)).toMatchObject(nothing)
    expect(await rollupsAgree(seed.campaignId)).toBe(true)
    await restoreReach(by(seed), all.id)
    expect(await figures(seed)).toMatchObject({ devices: 8, newcomers: { starts: 7 }, tree: { links: 7, depth: 2 } })
  })

  it('does not tell how many came in a minute to whoever takes it out and puts it back', async () => {
    const seed = await seedStation(on.database.db)
    await scan(seed, range(1, 97), '2026-11-20T10:00:00+08:00')
    await scan(seed, range(98, 120), '2026-11-20T10:05:00+08:00')
    const seen = new Set<number | null>()
    for (let minute = 10; minute < 25; minute++) {
      // Nobody came: only the places of the steps can move.
      await excludeReach(by(seed), seed.campaignId, exclude({ day: '2026-11-20', from: `09:${minute}`, to: '09:59' }))
      seen.add((await readReachReport(seed.stationId, seed.campaignId)).whole.stages.scan.events)
    }
    expect(seen.size).toBeGreaterThan(1)
    // Windows that hold the same few events, as many as there may be, at places of their own.
    for (let minute = 10; minute < 25; minute++)
      await excludeReach(by(seed), seed.campaignId, exclude({ day: '2026-11-20', from: `10:05`, to: `10:${minute}` }))
    const listed = await listExclusions(seed.stationId, seed.campaignId)
    expect(new Set(listed.map(({ events }) => events))).toEqual(new Set([null]))
    expect(listed).toHaveLength(30)
    await restoreReach(by(seed), listed[0]!.id)
    await expect(
      excludeReach(by(seed), seed.campaignId, exclude({ day: '2026-11-20', from: '08:00', to: '09:00' })),
    ).rejects.toMatchObject({ code: 'too_many' })
  })

  it('leaves what people counted, and refuses the future and what belongs to others', async () => {
    const seed = await seedStation(on.database.db)
    const other = await seedStation(on.database.db)
    await recordReach(on.database.db, [
      {
        id: v7(),
        campaignId: seed.campaignId,
        touchpointId: seed.touchpointId,
        kind: 'contact',
        source: 'staff',
        quantity: 30,
        at: new Date('2026-11-20T10:00:00+08:00'),
      },
    ])
    await excludeReach(by(seed), seed.campaignId, exclude({ day: '2026-11-20' }), new Date('2026-11-22T00:00:00Z'))
    expect((await readReachReport(seed.stationId, seed.campaignId)).whole.contacts.staff).toBe(30)
    await expect(
      excludeReach(by(seed), seed.campaignId, exclude({ day: '2026-11-23' }), new Date('2026-11-22T00:00:00Z')),
    ).rejects.toMatchObject({ code: 'bad_input', fields: { from: expect.anything() } })
    const foreign = exclude({ touchpointId: other.touchpointId })
    await expect(excludeReach(by(seed), seed.campaignId, foreign)).rejects.toMatchObject({ code: 'not_found' })
    await expect(excludeReach(by(other), seed.campaignId, foreign)).rejects.toMatchObject({ code: 'not_found' })
    const [own] = await listExclusions(seed.stationId, seed.campaignId)
    await expect(restoreReach(by(other), own!.id)).rejects.toMatchObject({ code: 'not_found' })
    for (const wrong of [{ from: '15:00', to: '14:00', day: '2026-11-20' }, { from: '25:00', day: '2026-11-20' }, {}])
      expect(excludeSchema.safeParse({ ...exclude({ day: '2026-11-20' }), day: null, ...wrong }).success).toBe(false)
  })

  it('counts right while phones write and the office takes out and puts back', async () => {
    const seed = await seedStation(on.database.db)
    const minutes = range(0, 59)
    const write = async () => {
      for (const minute of minutes)
        await scan(seed, [minute, minute + 100], `2026-11-20T10:${String(minute).padStart(2, '0')}:00+08:00`)
    }
    const decide = async () => {
      for (const [from, to] of [
        ['10:00', '10:20'],
        ['10:10', '10:40'],
        ['10:50', '11:00'],
      ]) {
        const one = exclude({ day: '2026-11-20', from, to })
        await excludeReach(by(seed), seed.campaignId, one)
        if (from !== '10:10') await restoreReach(by(seed), one.id)
      }
    }
    await Promise.all([write(), write(), decide()])
    expect(await rollupsAgree(seed.campaignId)).toBe(true)
    expect((await figures(seed)).stages.scan.events).toBe(2 * 2 * 30)
  })
})
