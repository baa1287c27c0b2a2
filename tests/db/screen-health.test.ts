/** How screens are looked after: settings, health, errors, orders and use. */
import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { screenErrors, screens } from '#server/database/schema/index.ts'
import { rollupsAgree, stationRollupsAgree } from '#server/campaign/reach.ts'
import { sweepExpired } from '#server/jobs/nightly.ts'
import { editCare, readCare } from '#server/screen/care.ts'
import { readScreenDetail, readScreenPicture } from '#server/screen/detail.ts'
import { storeHealth } from '#server/screen/health.ts'
import { listScreens } from '#server/screen/list.ts'
import { noteDone, noteTold, ORDER_MS, orderReload, waitingOrder } from '#server/screen/orders.ts'
import { readRevisions } from '#server/screen/revision.ts'
import { readScreenState } from '#server/screen/state.ts'
import { editScreenStation, leaveScreen } from '#server/screen/station-settings.ts'
import { readUse, storeUse } from '#server/screen/use.ts'
import { DEFAULT_CARE } from '#shared/screen/care.ts'
import { ERRORS_KEPT, type HealthReport } from '#shared/screen/health.ts'
import { NO_USE } from '#shared/screen/use.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { officerOf, pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

/** A Monday. */
const START = new Date('2026-11-23T10:00:00+08:00')
const after = (ms: number) => new Date(START.getTime() + ms)

describe.each(await databases())('looking after screens on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let id: string
  beforeAll(async () => {
    database = await create()
  })
  beforeEach(async () => {
    seed = await seedStation(database.db)
    id = (await pairScreen(seed)).id
  })
  afterAll(() => database.drop())
  const entry = async (now?: Date) => (await listScreens(seed.stationId, now)).screens[0]
  const by = () => officerOf(seed)

  describe('the settings', () => {
    const own = {
      brightness: 70,
      volume: 20,
      volumeTimes: [],
      openingHours: [{ days: [1], from: '09:00', to: '17:00' }],
    }

    it('are the defaults until somebody saves, then a conflict for whoever saw the older ones', async () => {
      expect(await readCare(id)).toEqual({ ...DEFAULT_CARE, revision: 1 })
      const saved = await editCare(by(), id, { ...own, revision: 1 })
      expect(saved).toEqual({ ...own, revision: 2 })
      expect((await entry())?.care).toEqual(saved)
      await expect(editCare(by(), id, { ...own, volume: 90, revision: 1 })).rejects.toMatchObject({
        code: 'conflict',
        current: saved,
      })
      // Forms compare texts: the fields of a span come back in one order, whatever the database makes of it.
      expect(JSON.stringify((await readCare(id)).openingHours)).toBe(JSON.stringify(own.openingHours))
      // A retry after a lost answer is no conflict with oneself.
      expect(await editCare(by(), id, { ...own, revision: 1 })).toEqual(saved)
    })

    it('reach the screen as a new revision of its state', async () => {
      const before = (await readRevisions([id])).get(id) ?? 0
      expect((await readScreenState(id, undefined)).care).toEqual(DEFAULT_CARE)
      await editCare(by(), id, { ...own, revision: 1 })
      expect((await readRevisions([id])).get(id)).toBeGreaterThan(before)
      expect((await readScreenState(id, undefined)).care).toEqual(own)
    })

    it('are not those of another station', async () => {
      const stranger = officerOf(await seedStation(database.db))
      await expect(editCare(stranger, id, { ...own, revision: 1 })).rejects.toMatchObject({ code: 'not_found' })
      await expect(orderReload(stranger, id, { force: true, paired: '' })).rejects.toMatchObject({ code: 'not_found' })
      await expect(readScreenPicture(stranger.stationId, id)).rejects.toMatchObject({ code: 'not_found' })
      await expect(readScreenDetail(stranger.stationId, id, 'b')).rejects.toMatchObject({ code: 'not_found' })
    })
  })

  describe('the health', () => {
    const report = (over: Partial<HealthReport> = {}): HealthReport => ({
      build: 'a',
      uptimeMs: 60_000,
      freeBytes: 5e9,
      width: 1920,
      height: 1080,
      picture: { kind: 'attract', id: 'x', warning: null, since: START.getTime() },
      errors: [],
      ...over,
    })

    it('is the last report, with the start of the page by the clock of the server', async () => {
      expect((await entry())?.health).toBeNull()
      expect(await storeHealth(id, report(), START)).toBe(true)
      // The same page again is no news for the office.
      expect(await storeHealth(id, report({ uptimeMs: 90_500, freeBytes: 4e9 }), after(30_000))).toBe(false)
      expect((await entry())?.health).toEqual({
        at: after(30_000).toISOString(),
        startedAt: after(-60_500).toISOString(),
        build: 'a',
        freeBytes: 4e9,
        width: 1920,
        height: 1080,
        picture: report().picture,
      })
      expect(await storeHealth(id, report({ uptimeMs: 10 }), after(60_000))).toBe(true)
    })

    it('keeps the newest errors of each screen, each shape once', async () => {
      const error = (n: number, times = 1) => ({
        kind: 'script' as const,
        shape: `E${n}`,
        at: START.getTime() + n,
        times,
      })
      for (let n = 0; n < ERRORS_KEPT + 10; n += 5)
        await storeHealth(id, report({ errors: [0, 1, 2, 3, 4].map((more) => error(n + more)) }), after(n + 10))
      await storeHealth(id, report({ errors: [error(59, 3)] }), after(100))
      const { errors } = await readScreenDetail(seed.stationId, id, 'a', after(1_000))
      expect(errors).toHaveLength(ERRORS_KEPT)
      expect(errors[0]).toMatchObject({ shape: 'E59', times: 4 })
      expect(errors.at(-1)?.shape).toBe('E10')
      await sweepExpired(after(31 * 24 * 3600_000))
      expect(await database.db.select().from(screenErrors).where(eq(screenErrors.screenId, id))).toEqual([])
    })
  })

  describe('an order to load the page anew', () => {
    const paired = async () => (await entry())?.pairedAt ?? ''

    it('is asked, told and done, as facts', async () => {
      const order = await orderReload(by(), id, { force: false, paired: await paired() }, START)
      expect((await entry())?.order).toEqual({
        force: false,
        askedAt: START.toISOString(),
        toldAt: null,
        doneAt: null,
      })
      expect(await waitingOrder(id, after(1_000))).toEqual({ id: order.id, force: false })
      // A page that was loaded before the screen was told does not do it, nor does one of before.
      expect(await noteDone(id, after(500))).toBe(false)
      expect([await noteTold(id, v7(), after(2_000)), await noteTold(id, order.id, after(2_000))]).toEqual([
        false,
        true,
      ])
      expect(await waitingOrder(id, after(3_000))).toBeUndefined()
      expect(await noteDone(id, after(1_000), after(4_000))).toBe(false)
      expect([await noteDone(id, after(3_000), after(4_000)), await noteDone(id, after(3_000))]).toEqual([true, false])
      expect((await entry())?.order).toMatchObject({
        toldAt: after(2_000).toISOString(),
        doneAt: after(4_000).toISOString(),
      })
    })

    it('is not told to a screen that comes back much later, nor to another machine', async () => {
      await orderReload(by(), id, { force: true, paired: await paired() }, START)
      expect(await waitingOrder(id, after(ORDER_MS))).toBeUndefined()
      const seen = new Date(0).toISOString()
      await expect(orderReload(by(), id, { force: true, paired: seen })).rejects.toMatchObject({ code: 'conflict' })
    })
  })

  describe('the use', () => {
    const run = randomUUID()
    const day = '2026-11-23'
    const row = (over: object) => ({ day, view: 'play', ...NO_USE, ...over })

    it('grows only, however often and in which order it is told', async () => {
      const [less, more] = [row({ seconds: 60, touches: 5 }), row({ seconds: 90, touches: 9, sessions: 1 })]
      for (const rows of [[less], [more], [less], [more]]) await storeUse(id, { run, rows, plays: [] }, START)
      const counts = { seconds: 90, touches: 9, sessions: 1, starts: 0, completions: 0 }
      expect(await readUse(id, START)).toEqual([{ view: 'play', ...counts }])
      // Another run counts from zero.
      await storeUse(id, { run: randomUUID(), rows: [less], plays: [] }, START)
      expect(await readUse(id, START)).toMatchObject([{ seconds: 150, touches: 14 }])
      const wrongDays = ['2026-11-24', '2026-09-01'].map((when) => row({ day: when, seconds: 5 }))
      await storeUse(id, { run, rows: wrongDays, plays: [] }, START)
      expect(await readUse(id, START)).toMatchObject([{ seconds: 150 }])
    })

    it('puts each play into the ledger once: in its campaign while that is open, else under the station', async () => {
      const play = (session: string, step: 'start' | 'completion', at = START.getTime()) => ({ session, step, at })
      const [first, second] = [randomUUID(), randomUUID()]
      const plays = [play(first, 'start'), play(first, 'completion'), play(second, 'start', START.getTime() + 1e9)]
      for (let times = 0; times < 2; times += 1) await storeUse(id, { run, rows: [], plays }, START)
      const rows = () => database.sql`
        select kind, sessions, campaign_id is not null as campaign from reach_rollups
        where station_id = ${seed.stationId} and day is null and touchpoint_id is null and screen_id is null
        order by campaign, kind`
      expect(await rows()).toEqual([
        { kind: 'play_completion', sessions: 1, campaign: true },
        { kind: 'play_start', sessions: 2, campaign: true },
      ])
      const at = await database.sql`
        select to_char(max(at) at time zone 'UTC', 'HH24:MI') as last
        from reach_events where screen_id = ${id}`
      expect(at[0]?.last).toBe('02:00')
      await database.db.update(screens).set({ campaignId: null, touchpointId: null }).where(eq(screens.id, id))
      await storeUse(id, { run, rows: [], plays: [play(randomUUID(), 'start')] }, START)
      expect((await rows())[0]).toEqual({ kind: 'play_start', sessions: 1, campaign: false })
      expect([await rollupsAgree(seed.campaignId), await stationRollupsAgree(seed.stationId)]).toEqual([true, true])
    })
  })

  describe('the code that leads out', () => {
    it('opens for whoever knows it, and not for long for whoever guesses', async () => {
      const screen = { id, stationId: seed.stationId }
      await expect(leaveScreen(screen, '123456')).rejects.toMatchObject({ code: 'not_found' })
      const set = { webhookUrl: null, hasExitCode: true, exitCode: '123456', revision: 1 }
      expect(await editScreenStation(by(), set)).toEqual({ webhookUrl: '', hasExitCode: true, revision: 2 })
      await leaveScreen(screen, '123456')
      for (let times = 0; times < 5; times += 1)
        await expect(leaveScreen(screen, '000000')).rejects.toMatchObject({ code: 'bad_input' })
      await expect(leaveScreen(screen, '123456')).rejects.toMatchObject({ code: 'too_many' })
      const log = await database.sql`select action from audit_log where subject_id = ${id} order by at, id`
      expect(log.map(({ action }) => action as string)).toEqual(['screen.pair', 'screen.exit', 'screen.exit_failed'])
      await expect(editScreenStation(by(), { ...set, webhookUrl: 'http://x/' })).rejects.toMatchObject({
        code: 'conflict',
      })
    })
  })
})
