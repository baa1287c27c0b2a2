/** What a network, or a site of many, may bring: more than a full hall, and it never closes one. */
import { v7 } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { NewDevices } from '#server/campaign/new-devices.ts'
import { rollupsAgree } from '#server/campaign/reach.ts'
import { drainTallies, readTallies } from '#server/campaign/tallies.ts'
import { provideVisitLimits, usualLimits } from '#server/campaign/visit-limits.ts'
import { NetworkGate } from '#server/http/network-gate.ts'
import { submitAnswers } from '#server/quiz/answers.ts'
import { startAttempt } from '#server/quiz/attempts.ts'
import { recordScan } from '#server/quiz/scans.ts'
import { shareAttempt } from '#server/quiz/shares.ts'
import type { StartVisit } from '#server/quiz/visit.ts'
import { newToken, useAttempts } from '../fixtures/attempt.ts'
import { databases } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { trueReach } from '../fixtures/true-reach.ts'

describe.each(await databases())('a network that brings many, on $name', ({ create }) => {
  const { on, all } = useAttempts(create)
  afterEach(() => provideVisitLimits(undefined))

  const begin = (seed: Seed, over: Partial<StartVisit> & { id?: string } = {}, now?: Date) =>
    startAttempt({ id: v7(), code: seed.code, seen: [], token: newToken, ...over }, now)
  const stages = async ({ campaignId }: Seed) => {
    const { scan, start, completion, share } = (await trueReach(on.database.db, campaignId)).stages
    return [scan.events, start.events, completion.events, share.events]
  }
  const tallies = async ({ campaignId }: Seed) => {
    await drainTallies()
    const rows = await readTallies(on.database.db, campaignId)
    return Object.fromEntries(rows.map(({ reason, events }) => [reason, events]))
  }

  it('serves new devices of a network beyond its limit uncounted, and goes on with those it knows', async () => {
    const limits = { burst: 5, perHour: 60, crowdInTenMinutes: 3, crowdInDay: 100 }
    provideVisitLimits({ ...usualLimits(), newDevices: new NewDevices(limits) })
    const seed = await seedStation(on.database.db)
    const tokens = Array.from({ length: 5 }, newToken)
    const now = new Date('2026-11-23T10:00:00+08:00')
    const scan = (token: string, network: string, at = now) =>
      recordScan(seed.code, v7(), { token: () => token, network }, at)
    for (const token of tokens) await scan(token, '192.0.2.1')
    await scan(newToken(), '192.0.2.1')
    // A visitor of a hall whose network somebody has used up: to the result and the link for the family.
    const visitor = newToken()
    const view = await begin(seed, { token: () => visitor, network: '192.0.2.1' }, now)
    expect((await submitAnswers(view.id, visitor, all(view))).feedback).toHaveLength(10)
    await shareAttempt(view.id, visitor, v7())
    for (const token of tokens) {
      await scan(token, '192.0.2.1')
      await begin(seed, { token: () => token, network: '192.0.2.1' }, now)
    }
    await scan(newToken(), '192.0.2.2')
    await scan(newToken(), '192.0.2.1', new Date(now.getTime() + 60_000))
    expect(await stages(seed)).toEqual([12, 5, 0, 0])
    expect(await tallies(seed)).toEqual({ crowd: 6, refused: 2 })
    // Counted only once they have shown that they keep their cookie, and only as many.
    const late = new Date(now.getTime() + 120_000)
    const [kept, beyond] = [newToken(), newToken()]
    for (let press = 0; press < 9; press++) await begin(seed, { leftOut: 'no_cookie', network: '192.0.2.1' }, late)
    provideVisitLimits({ ...usualLimits(), newDevices: new NewDevices({ ...limits, burst: 1 }) })
    for (const token of [kept, beyond]) {
      const attempt = await begin(seed, { token: () => token, leftOut: 'no_cookie', network: '192.0.2.1' }, late)
      await submitAnswers(attempt.id, token, all(attempt).slice(1), () => '192.0.2.1')
    }
    expect(await stages(seed)).toEqual([12, 6, 0, 0])
    expect(await tallies(seed)).toEqual({ crowd: 6, refused: 2, no_cookie: 10 })
    expect(await rollupsAgree(seed.campaignId)).toBe(true)
    const stored = await on.database.sql`select * from reach_tallies`
    expect(JSON.stringify(stored)).not.toContain('192.0.2')
  })

  it('counts no more new devices of a site than its limit, however many networks they come from', async () => {
    const limits = { burst: 9, perHour: 60, crowdInTenMinutes: 3, crowdInDay: 100 }
    provideVisitLimits({ ...usualLimits(), newDevicesOfSite: new NewDevices(limits) })
    const seed = await seedStation(on.database.db)
    const now = new Date('2026-11-23T10:00:00+08:00')
    for (let n = 0; n < 30; n++)
      await recordScan(seed.code, v7(), { token: newToken, network: `2001:db8:77:${n.toString(16)}` }, now)
    for (const network of ['2001:db8:78:1', '192.0.2.1'])
      await recordScan(seed.code, v7(), { token: newToken, network }, now)
    expect(await stages(seed)).toEqual([11, 0, 0, 0])
    expect(await tallies(seed)).toEqual({ crowd: 9, refused: 21 })
  })

  it('starts nobody late because one network starts hundreds at once', async () => {
    provideVisitLimits({
      ...usualLimits(),
      starts: new NetworkGate({ atOnce: 2, waiting: 20, full: () => new Error('full') }),
    })
    const seed = await seedStation(on.database.db)
    const order: string[] = []
    const flood = Array.from({ length: 150 }, () =>
      begin(seed, { network: '192.0.2.1' }).then(
        () => order.push('flood'),
        () => order.push('refused'),
      ),
    )
    await begin(seed, { network: '192.0.2.9' }).then(() => order.push('real'))
    await Promise.all(flood)
    expect(order.filter((each) => each === 'refused')).toHaveLength(128)
    const before = order.slice(0, order.indexOf('real')).filter((each) => each === 'flood')
    expect(before.length).toBeLessThan(12)
  })
})
