/** Outages of screens: each is one row and one message, and none is told of a screen that nobody misses. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { screenOutages } from '#server/database/schema/index.ts'
import { editCare } from '#server/screen/care.ts'
import { readScreenDetail } from '#server/screen/detail.ts'
import { listScreens } from '#server/screen/list.ts'
import { noticeOutages } from '#server/screen/outages.ts'
import { heartbeat, markOffline, markOnline } from '#server/screen/presence.ts'
import { editScreenStation, readScreenStation } from '#server/screen/station-settings.ts'
import { type OutageMessage, tellOutages } from '#server/screen/webhook.ts'
import { DEFAULT_CARE } from '#shared/screen/care.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { officerOf, pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

/** A Monday. */
const START = new Date('2026-11-23T10:00:00+08:00')
const after = (ms: number) => new Date(START.getTime() + ms)

describe.each(await databases())('an outage of a screen on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let id: string
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    seed = await seedStation(database.db)
    id = (await pairScreen(seed)).id
  })
  const entry = async (now?: Date) => (await listScreens(seed.stationId, now)).screens[0]
  const by = () => officerOf(seed)
  let hook: Server
  let all: OutageMessage[]
  /** Of this test's screen. */
  const heard = () => all.filter(({ screen }) => screen.id === id)
  let status = 204
  const url = () => `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`
  beforeAll(async () => {
    hook = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += String(part)))
      request.on('end', () => {
        if (status < 300) all.push(JSON.parse(body) as OutageMessage)
        response.writeHead(status).end()
      })
    })
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  })
  beforeEach(() => {
    all = []
    status = 204
  })
  afterAll(() => void hook.close())
  const setHook = async (webhookUrl: string | null) =>
    editScreenStation(by(), {
      webhookUrl,
      hasExitCode: false,
      exitCode: '',
      revision: (await readScreenStation(by())).revision,
    })
  const mine = () => database.db.select().from(screenOutages).where(eq(screenOutages.screenId, id))
  const look = async (ms: number) => {
    await noticeOutages(after(ms))
    await tellOutages(after(ms))
  }
  const lose = async () => {
    const since = await markOnline(id, START)
    await markOffline(id, since!, after(1_000))
  }

  it('is one row and one message, and another when the screen is back', async () => {
    await setHook(url())
    await lose()
    expect((await entry(after(1_001)))?.missedSince).toBe(after(1_000).toISOString())
    await look(10_000)
    expect([await mine(), heard()]).toEqual([[], []])
    for (const ms of [17_000, 18_000, 80_000]) await look(ms)
    expect(await mine()).toHaveLength(1)
    expect(heard()).toMatchObject([
      { event: 'screen.missed', screen: { id, name: '入口大屏' }, since: after(1_000).toISOString(), until: null },
    ])
    expect(heard()[0]?.text.content).toContain('“入口大屏（第一展区）”离线了')
    await heartbeat([id], after(90_000))
    for (const ms of [91_000, 92_000]) await look(ms)
    expect(heard().map(({ event }) => event)).toEqual(['screen.missed', 'screen.back'])
    expect(heard()[1]).toMatchObject({ id: heard()[0]?.id, until: after(91_000).toISOString() })
    const detail = await readScreenDetail(seed.stationId, id, 'a', after(92_000))
    expect(detail.outages).toEqual([{ since: after(1_000).toISOString(), endedAt: after(91_000).toISOString() }])
  })

  it('is not one of a screen that was never in use, or outside of the opening hours', async () => {
    await setHook(url())
    await look(60_000)
    expect(await mine()).toEqual([])
    await editCare(by(), id, {
      ...DEFAULT_CARE,
      openingHours: [{ days: [1], from: '11:00', to: '17:00' }],
      revision: 1,
    })
    await lose()
    for (const ms of [60_000, 3600_000, 3600_000 + 9 * 60_000]) await look(ms)
    expect([await mine(), heard(), (await entry(after(60_000)))?.missedSince]).toEqual([[], [], null])
    await look(3600_000 + 10 * 60_000)
    expect(heard()).toMatchObject([{ since: after(3600_000).toISOString() }])
  })

  it('is told again where the address fails, later each time, and nothing is told twice', async () => {
    await setHook(url())
    await lose()
    status = 500
    await look(20_000)
    await look(30_000)
    const [first] = await mine()
    expect([first?.tries, first?.nextAt, heard()]).toEqual([1, after(80_000), []])
    status = 302
    await look(80_000)
    status = 204
    await look(100_000)
    expect([(await mine())[0]?.tries, heard()]).toEqual([2, []])
    // Two nodes at the same time.
    await Promise.all([tellOutages(after(200_000)), tellOutages(after(200_000))])
    expect(heard()).toHaveLength(1)
    await tellOutages(after(9_000_000))
    expect(heard()).toHaveLength(1)
  })

  it('that nobody heard of has no message that it is over', async () => {
    await setHook(url())
    await lose()
    status = 500
    await look(20_000)
    status = 204
    await heartbeat([id], after(21_000))
    await look(22_000)
    await tellOutages(after(9_000_000))
    expect(heard()).toEqual([])
    await setHook(null)
    await lose()
    await look(60_000)
    expect([(await mine()).filter(({ endedAt }) => endedAt === null).length, heard()]).toEqual([1, []])
  })
})
