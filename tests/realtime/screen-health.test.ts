/** A screen that is cut off is missed within ten seconds; orders and questions reach it, and its answers the office. */
import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { listScreens } from '#server/screen/list.ts'
import { askLook, orderReload } from '#server/screen/orders.ts'
import { editScreenStation } from '#server/screen/station-settings.ts'
import { readUse } from '#server/screen/use.ts'
import type { ReloadOrder } from '#shared/realtime/screens.ts'
import type { HealthReport } from '#shared/screen/health.ts'
import { NO_USE } from '#shared/screen/use.ts'
import { dayOf } from '#shared/station.ts'
import { startCutProxy } from '../fixtures/cut-proxy.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ask, client, officeCookie, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { officerOf, pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { until } from '../fixtures/until.ts'

const [kind] = await databases()
/** From the cut cable to the office, ms. */
const MOST_MS = 10_000

describe('the health of a hall screen', () => {
  let database: TestDatabase
  let server: TestRealtime
  let seed: Seed
  let hook: Server
  const heard: { event: string; screen: { id: string } }[] = []
  const open: Socket[] = []
  const connect = (path: string, cookie: string, url = server.url) => {
    const socket = client(new URL(path, url).href, { cookie, transports: ['websocket'] })
    open.push(socket)
    return socket
  }
  const entry = async (id: string) => (await listScreens(seed.stationId)).screens.find((screen) => screen.id === id)
  const officer = () => officerOf(seed)
  const openOffice = async () => {
    const office = connect('/office', await officeCookie({ id: seed.memberId, epoch: 1 }))
    await once(office, 'connect')
    return office
  }
  const health = (over: Partial<HealthReport> = {}): HealthReport => ({
    build: 'a',
    uptimeMs: 600_000,
    freeBytes: null,
    width: 1920,
    height: 1080,
    picture: null,
    errors: [],
    ...over,
  })
  beforeAll(async () => {
    database = await kind!.create()
    seed = await seedStation(database.db)
    server = await startRealtime({ outages: { everyMs: 100, settleMs: 0, graces: { lost: 0, opening: 0 } } })
    hook = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += String(part)))
      request.on('end', () => {
        heard.push(JSON.parse(body) as (typeof heard)[number])
        response.end()
      })
    })
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
    const webhookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`
    await editScreenStation(officer(), { webhookUrl, hasExitCode: false, exitCode: '', revision: 1 })
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
  afterAll(async () => {
    await server.close()
    hook.close()
    await database.drop()
  })

  it('is missed in the office and by the webhook within ten seconds after its cable was cut', async () => {
    const { id, cookie } = await pairScreen(seed)
    const proxy = await startCutProxy(server.url)
    const office = await openOffice()
    const screen = connect('/screens', cookie, proxy.url)
    await once(screen, 'screen:state')
    expect(await entry(id)).toMatchObject({ online: true, missedSince: null })
    const told: string[] = []
    office.on('screen:changed', ({ screenId }: { screenId: string }) => told.push(screenId))
    const cutAt = performance.now()
    proxy.hang()
    await until(() => told.includes(id), MOST_MS)
    expect(await entry(id)).toMatchObject({ online: false, missedSince: expect.any(String) })
    await until(() => heard.length > 0, MOST_MS)
    expect(performance.now() - cutAt).toBeLessThan(MOST_MS)
    expect(heard).toMatchObject([{ event: 'screen.missed', screen: { id } }])
    await proxy.close()
    await once(connect('/screens', cookie), 'screen:state')
    await until(() => heard.length > 1)
    expect(heard.map(({ event }) => event)).toEqual(['screen.missed', 'screen.back'])
    expect(await entry(id)).toMatchObject({ online: true, missedSince: null })
  }, 30_000)

  it('answers when it is asked, and its order is asked, told and done', async () => {
    const { id, cookie } = await pairScreen(seed)
    const office = await openOffice()
    const screen = connect('/screens', cookie)
    await once(screen, 'screen:state')
    const asked = once(screen, 'screen:look')
    await askLook(officer(), id)
    await asked
    expect(await ask(screen, 'screen:health', health())).toEqual({ ok: true })

    const [ordered, changed] = [once<ReloadOrder>(screen, 'screen:reload'), once(office, 'screen:changed')]
    const paired = (await entry(id))?.pairedAt ?? ''
    const order = await orderReload(officer(), id, { force: true, paired })
    expect(await ordered).toEqual({ id: order.id, force: true })
    await changed
    const news = once(office, 'screen:changed')
    expect(await ask(screen, 'screen:told', { id: order.id })).toEqual({ ok: true })
    await news
    expect((await entry(id))?.order).toMatchObject({ toldAt: expect.any(String), doneAt: null })
    // The same page reports again: nothing was done.
    await ask(screen, 'screen:health', health({ uptimeMs: 600_500 }))
    expect((await entry(id))?.order?.doneAt).toBeNull()
    await ask(screen, 'screen:health', health({ uptimeMs: 0 }))
    expect((await entry(id))?.order?.doneAt).toEqual(expect.any(String))
  })

  it('is told of an order that came while it was away, once', async () => {
    const { id, cookie } = await pairScreen(seed)
    const paired = (await entry(id))?.pairedAt ?? ''
    const order = await orderReload(officer(), id, { force: false, paired })
    const screen = connect('/screens', cookie)
    expect(await once(screen, 'screen:reload')).toEqual({ id: order.id, force: false })
    await ask(screen, 'screen:told', { id: order.id })
    const again: unknown[] = []
    const second = connect('/screens', cookie)
    second.on('screen:reload', (more) => again.push(more))
    screen.disconnect()
    second.disconnect().connect()
    await once(second, 'screen:state')
    await ask(second, 'screen:health', health())
    expect(again).toEqual([])
  })

  it('tells how it is used, and nothing that is no count', async () => {
    const { id, cookie } = await pairScreen(seed)
    const screen = connect('/screens', cookie)
    await once(screen, 'screen:state')
    const row = { ...NO_USE, day: dayOf(new Date()), view: 'attract', seconds: 60, touches: 3, sessions: 1 }
    const use = { run: randomUUID(), rows: [row], plays: [{ session: randomUUID(), step: 'start', at: Date.now() }] }
    for (let times = 0; times < 2; times += 1) expect(await ask(screen, 'screen:use', use)).toEqual({ ok: true })
    expect(await readUse(id)).toMatchObject([{ view: 'attract', seconds: 60, touches: 3, sessions: 1 }])
    const ledger = await database.sql`select kind from reach_events where screen_id = ${id}`
    expect(ledger).toEqual([{ kind: 'play_start' }])
    for (const [event, wrong] of [
      ['screen:use', { ...use, rows: [{ ...row, view: 'Zhang San' }] }],
      ['screen:health', health({ errors: [{ kind: 'script', shape: '', at: 1, times: 1 }] })],
      ['screen:told', { id: 'x' }],
    ] as const)
      expect(await ask(screen, event, wrong), event).toMatchObject({ ok: false, error: { code: 'bad_input' } })
  })
})
