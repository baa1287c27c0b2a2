import { v7 } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { excludeReach } from '#server/campaign/exclusions.ts'
import { listCampaigns } from '#server/campaign/queries/list-campaigns.ts'
import { readReachTables } from '#server/campaign/reach-export.ts'
import { readReachReport } from '#server/campaign/reach-report.ts'
import { rollupsAgree } from '#server/campaign/reach.ts'
import { drainTallies, readTallies, tally } from '#server/campaign/tallies.ts'
import { provideVisitLimits, usualLimits } from '#server/campaign/visit-limits.ts'
import { TokenBuckets } from '#server/http/token-buckets.ts'
import { submitAnswers } from '#server/quiz/answers.ts'
import { startAttempt } from '#server/quiz/attempts.ts'
import { drawFirstItem } from '#server/quiz/first-item.ts'
import { resolveCode } from '#server/campaign/codes.ts'
import { recordScan } from '#server/quiz/scans.ts'
import { shareAttempt } from '#server/quiz/shares.ts'
import type { StartVisit } from '#server/quiz/visit.ts'
import { newToken, useAttempts } from '../fixtures/attempt.ts'
import { databases } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { trueReach } from '../fixtures/true-reach.ts'

describe.each(await databases())('what nobody made, on $name', ({ create }) => {
  const { on, all, complete } = useAttempts(create)
  afterEach(() => provideVisitLimits(undefined))

  const begin = (seed: Seed, over: Partial<StartVisit> & { id?: string } = {}, now?: Date) =>
    startAttempt({ id: v7(), code: seed.code, seen: [], token: newToken, ...over }, now)
  const figures = ({ campaignId }: Seed) => trueReach(on.database.db, campaignId)
  const stages = async (seed: Seed) => {
    const { scan, start, completion, share } = (await figures(seed)).stages
    return [scan.events, start.events, completion.events, share.events]
  }
  const tallies = async ({ campaignId }: Seed) => {
    await drainTallies()
    const rows = await readTallies(on.database.db, campaignId)
    return Object.fromEntries(rows.map(({ reason, events }) => [reason, events]))
  }

  it('counts no scan of members, programs and browsers that look ahead, and says how many', async () => {
    const seed = await seedStation(on.database.db)
    const id = v7()
    for (const leftOut of ['member', 'bot', 'bot', 'ahead'] as const)
      await recordScan(seed.code, id, { token: newToken, leftOut })
    expect(await stages(seed)).toEqual([0, 0, 0, 0])
    // The page that was loaded ahead is opened: the same id counts now.
    await recordScan(seed.code, id, { token: newToken })
    expect(await stages(seed)).toEqual([1, 0, 0, 0])
    expect(await tallies(seed)).toEqual({ member: 1, bot: 2, ahead: 1 })
  })

  it('counts nothing of an attempt of a member, to its share', async () => {
    const seed = await seedStation(on.database.db)
    const token = newToken()
    const view = await begin(seed, { token: () => token, leftOut: 'member' })
    await submitAnswers(view.id, token, all(view))
    const link = await shareAttempt(view.id, token, v7())
    expect(await stages(seed)).toEqual([0, 0, 0, 0])
    expect((await figures(seed)).tree).toEqual({ links: 0, depth: 0 })
    // Whoever gets that link is a resident, and the first of a chain.
    const friend = await complete(newToken(), link)
    await shareAttempt(friend.id, friend.token, v7())
    expect(await stages(seed)).toEqual([0, 1, 1, 1])
    expect((await figures(seed)).tree).toEqual({ links: 1, depth: 1 })
    expect(await tallies(seed)).toEqual({ member: 1 })
  })

  it('counts a start without a cookie only once the phone has shown that it keeps it', async () => {
    const seed = await seedStation(on.database.db)
    for (let press = 0; press < 5; press++) await begin(seed, { leftOut: 'no_cookie' })
    expect(await stages(seed)).toEqual([0, 0, 0, 0])
    expect(await tallies(seed)).toEqual({ no_cookie: 5 })
    const token = newToken()
    const view = await begin(seed, { token: () => token, leftOut: 'no_cookie' })
    await Promise.all(all(view).map((choice) => submitAnswers(view.id, token, [choice])))
    expect(await stages(seed)).toEqual([0, 1, 1, 0])
    expect(await tallies(seed)).toEqual({ no_cookie: 5 })
    expect(await rollupsAgree(seed.campaignId)).toBe(true)
  })

  it('grades and stores a set that no person can have answered, and counts no completion', async () => {
    provideVisitLimits(usualLimits())
    const seed = await seedStation(on.database.db)
    const token = newToken()
    const view = await begin(seed, { token: () => token })
    expect((await submitAnswers(view.id, token, all(view))).feedback).toHaveLength(10)
    await shareAttempt(view.id, token, v7())
    expect(await stages(seed)).toEqual([0, 1, 0, 0])
    expect((await figures(seed)).tree).toEqual({ links: 0, depth: 0 })
    expect(await tallies(seed)).toEqual({ too_quick: 1 })

    const person = newToken()
    const slow = await begin(seed, { token: () => person }, new Date(Date.now() - 10_000))
    await submitAnswers(slow.id, person, all(slow))
    expect(await stages(seed)).toEqual([0, 2, 1, 0])
  })

  it('completes one set at a time of a device, however many it has begun', async () => {
    provideVisitLimits(usualLimits())
    const seed = await seedStation(on.database.db)
    const token = newToken()
    const before = new Date(Date.now() - 10_000)
    const sets = await Promise.all(Array.from({ length: 12 }, () => begin(seed, { token: () => token }, before)))
    const [first, ...rest] = sets
    await submitAnswers(first!.id, token, all(first!))
    await Promise.all(rest.map((view) => submitAnswers(view.id, token, all(view))))
    expect(await stages(seed)).toEqual([0, 12, 1, 0])
    expect(await tallies(seed)).toEqual({ too_quick: 11 })
    // In one batch as well.
    const other = newToken()
    const pair = await Promise.all(Array.from({ length: 2 }, () => begin(seed, { token: () => other }, before)))
    await Promise.all(pair.map((view) => submitAnswers(view.id, other, all(view))))
    expect(await stages(seed)).toEqual([0, 14, 2, 0])
    expect(await rollupsAgree(seed.campaignId)).toBe(true)
  })

  it('counts no more scans and starts of one device than of a phone that is handed round', async () => {
    const ofDevice = new TokenBuckets({ burst: 3, perHour: 60, keys: 100 })
    provideVisitLimits({ ...usualLimits(), ofDevice })
    const seed = await seedStation(on.database.db)
    const token = newToken()
    const now = new Date('2026-11-23T10:00:00+08:00')
    for (let time = 0; time < 5; time++) {
      await recordScan(seed.code, v7(), { token: () => token }, now)
      expect((await begin(seed, { token: () => token }, now)).items.length + time).toBeGreaterThan(time)
    }
    await recordScan(seed.code, v7(), { token: () => token }, new Date(now.getTime() + 60_000))
    expect(await stages(seed)).toEqual([4, 3, 0, 0])
    expect(await tallies(seed)).toEqual({ repeated: 4 })
  })

  it('marks the day and the campaign, with the reason and the figures that were left out', async () => {
    provideVisitLimits(usualLimits())
    const seed = await seedStation(on.database.db)
    const summary = async () =>
      (await listCampaigns(seed.stationId)).map(({ isMarked, completions }) => ({ isMarked, completions }))
    const token = newToken()
    for (let set = 0; set < 20; set++) {
      expect(await summary()).toEqual([{ isMarked: false, completions: null }])
      const view = await begin(seed, { token: () => token })
      await submitAnswers(view.id, token, all(view))
    }
    await recordScan(seed.code, v7(), { token: newToken, leftOut: 'bot' })
    await drainTallies()
    expect((await figures(seed)).leftOut).toEqual({
      reasons: [
        { reason: 'bot', events: 1 },
        { reason: 'too_quick', events: 20 },
      ],
      excluded: 0,
    })
    const marks = async () => (await readReachReport(seed.stationId, seed.campaignId)).marks
    const publish = () => on.database.sql`update reach_published set at = 'epoch'`
    for (const reason of ['too_quick', 'crowd'] as const)
      tally({ campaignId: seed.campaignId, touchpointId: seed.touchpointId, at: new Date(), reason, events: 80 })
    await drainTallies()
    expect(await marks()).toEqual([])
    await publish()
    const marked = await marks()
    expect(marked.map(({ reason }) => reason).sort()).toEqual(['crowd', 'too_quick'])
    for (const { events } of marked) {
      expect(events % 5).toBe(0)
      expect(events).toBeLessThanOrEqual(100)
    }
    // One more phone of a network that is marked.
    tally({ campaignId: seed.campaignId, touchpointId: seed.touchpointId, at: new Date(), reason: 'crowd' })
    await drainTallies()
    expect(await marks()).toEqual(marked)
    expect(await summary()).toEqual([{ isMarked: true, completions: null }])
    const { tables } = await readReachTables(seed.stationId, seed.campaignId)
    // Published in steps, like the rest: at most the true number.
    const label = '没有计入：快得不可能是人答的，不算做完（次）'
    const [, published = 0] = tables.totals.rows.find(([name]) => name === label) ?? []
    expect(published).toBeLessThanOrEqual(100)
    await excludeReach({ id: seed.memberId, stationId: seed.stationId }, seed.campaignId, {
      id: v7(),
      touchpointId: seed.touchpointId,
      day: null,
      from: '00:00',
      to: '24:00',
      reason: '刷的',
    })
    expect((await figures(seed)).leftOut.excluded).toBe(20)
  })

  it('counts the completion of a phone that was offline from its page to its last answer', async () => {
    provideVisitLimits(usualLimits())
    const seed = await seedStation(on.database.db)
    const resolved = (await resolveCode(seed.code))!
    const opened = new Date(Date.now() - 60_000)
    const first = (await drawFirstItem(resolved, undefined, opened))!
    const send = async () => {
      const token = newToken()
      const view = await startAttempt({
        id: v7(),
        code: seed.code,
        seen: [],
        first: { itemId: first.item.id, proof: first.proof },
        token: () => token,
      })
      expect(view.items[0]!.id).toBe(first.item.id)
      await submitAnswers(view.id, token, all(view))
    }
    await send()
    expect(await stages(seed)).toEqual([0, 1, 1, 0])
    // One page is one person: its time proves nothing for a second attempt.
    await send()
    expect(await stages(seed)).toEqual([0, 2, 1, 0])
    const [mac, at] = first.proof.split('.')
    const forged = { itemId: first.item.id, proof: `${mac}.${(Number.parseInt(at!, 36) - 60_000).toString(36)}` }
    const view = await startAttempt({ id: v7(), code: seed.code, seen: [], first: forged, token: newToken })
    const [row] = await on.database.sql`select opened_at from attempts where id = ${view.id}`
    expect(row!.opened_at).toBeNull()
  })

  it('makes no chain of three of two phones that hand a link back and forth', async () => {
    const seed = await seedStation(on.database.db)
    const [a, b] = [newToken(), newToken()]
    let code = seed.code
    for (const token of [a, b, a, b, a]) {
      const attempt = await complete(token, code)
      code = await shareAttempt(attempt.id, token, v7())
    }
    expect((await figures(seed)).tree).toEqual({ links: 5, depth: 2 })
    const [stored] = await on.database.sql`
      select max(depth)::int as depth from shares where campaign_id = ${seed.campaignId}`
    expect(stored!.depth).toBe(2)
    const third = await complete(newToken(), code)
    await shareAttempt(third.id, third.token, v7())
    expect((await figures(seed)).tree.depth).toBe(2)
    const fourth = await complete(newToken(), await shareAttempt(third.id, third.token, v7()))
    await shareAttempt(fourth.id, fourth.token, v7())
    expect((await figures(seed)).tree.depth).toBe(3)
  })
})
