import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Socket } from 'socket.io-client'
import { tell } from '#server/bus.ts'
import { createCampaign, editCampaign } from '#server/campaign/campaigns.ts'
import { recordReach } from '#server/campaign/reach.ts'
import { listScreens } from '#server/screen/list.ts'
import { createCampaignSchema } from '#shared/campaign/input.ts'
import { PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'
import type { ScreenCounters, ScreenState } from '#shared/screen/state.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import {
  ask,
  client,
  officeCookie,
  once,
  screenCookie,
  startRealtime,
  TRANSPORTS,
  type TestRealtime,
} from '../fixtures/realtime.ts'
import { editAsSeen, officerOf, pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { closeCampaign, revokeScreen } from '../fixtures/seen.ts'

const [kind] = await databases()

describe.each(TRANSPORTS)('a hall screen over %s', (transport) => {
  let database: TestDatabase
  let server: TestRealtime
  let seed: Seed
  const open: Socket[] = []
  const connect = (cookie?: string, options: object = {}) => {
    const socket = client(`${server.url}/screens`, { transports: [transport], cookie, ...options })
    open.push(socket)
    return socket
  }
  const entry = async (id: string) => (await listScreens(seed.stationId)).screens.find((screen) => screen.id === id)
  /** Sixty phones finish, and ten minutes go by. */
  const finish = async () => {
    const { campaignId, touchpointId } = seed
    const completion = { campaignId, touchpointId, kind: 'completion' as const, at: new Date() }
    await recordReach(
      database.db,
      Array.from({ length: 60 }, () => ({ ...completion, id: v7(), deviceKey: randomBytes(32) })),
    )
    await database.sql`update reach_published set at = 'epoch'`
    tell('reach:moved', { campaignId: seed.campaignId })
  }
  beforeAll(async () => {
    database = await kind!.create()
    seed = await seedStation(database.db)
    server = await startRealtime()
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
  afterAll(async () => {
    await server.close()
    await database.drop()
  })

  it.each([
    ['no token', undefined],
    ['a token that is none', screenCookie('x')],
    ['an unknown token', screenCookie('A'.repeat(43))],
  ])('refuses %s', async (_what, cookie) => {
    const error = await once<Error & { data: { code: string } }>(connect(cookie), 'connect_error')
    expect(error.data.code).toBe('unauthenticated')
  })

  it.each([0, PROTOCOL_VERSION - 1, undefined])('tells a screen of protocol %s to reload', async (protocol) => {
    const { cookie } = await pairScreen(seed)
    const error = await once<Error & { data: { code: string } }>(
      connect(cookie, { auth: { protocol } }),
      'connect_error',
    )
    expect(error.data.code).toBe('protocol')
  })

  it('gets its state at once and the counters when they are published', async () => {
    const { id, cookie } = await pairScreen(seed)
    const socket = connect(cookie)
    const state = await once<ScreenState>(socket, 'screen:state')
    expect(state).toMatchObject({
      screen: { id, name: '入口大屏', zone: '第一展区' },
      campaign: { id: seed.campaignId, path: expect.stringMatching(/^\/s\/[2-9A-Z]{7}$/) },
    })
    const moved = once<ScreenCounters>(socket, 'screen:counters')
    await finish()
    expect((await moved).completions).toBeGreaterThan(state.counters.completions)
  })

  it('is shown as online and offline, and the office of its own station is told', async () => {
    const { id, cookie } = await pairScreen(seed)
    expect(await entry(id)).toMatchObject({ online: false, onlineSince: null })
    const other = await seedStation(database.db)
    const [own, foreign] = await Promise.all(
      [seed, other].map(({ memberId }) => officeCookie({ id: memberId, epoch: 1 })),
    )
    const office = client(`${server.url}/office`, { transports: [transport], cookie: own })
    const stranger = client(`${server.url}/office`, { transports: [transport], cookie: foreign })
    open.push(office, stranger)
    await Promise.all([once(office, 'connect'), once(stranger, 'connect')])
    const overheard: unknown[] = []
    stranger.on('screen:changed', (payload) => overheard.push(payload))
    const online = once(office, 'screen:changed')
    const auth = { protocol: PROTOCOL_VERSION, instance: 'page' }
    const first = connect(cookie, { auth })
    expect(await online).toEqual({ screenId: id })
    expect(await entry(id)).toMatchObject({ online: true, onlineSince: expect.any(String) })
    // The page connects again before the loss of its old connection is noticed.
    const replaced = once(first, 'disconnect')
    const second = connect(cookie, { auth })
    await Promise.all([once(second, 'screen:state'), replaced])
    expect(await entry(id)).toMatchObject({ online: true })
    const offline = once(office, 'screen:changed')
    second.disconnect()
    expect(await offline).toEqual({ screenId: id })
    expect(await entry(id)).toMatchObject({ online: false })
    expect(overheard).toEqual([])
  })

  it('follows a change of its campaign, and stops hearing of the former one', async () => {
    const { id, cookie } = await pairScreen(seed)
    const socket = connect(cookie)
    await once(socket, 'screen:state')
    const stale = once(socket, 'screen:stale')
    await editAsSeen(officerOf(seed), id, { name: '新名字', zone: '', campaignId: null })
    await stale
    expect(await ask(socket, 'screen:sync')).toMatchObject({
      ok: true,
      data: { screen: { name: '新名字' }, campaign: null },
    })
    const heard: unknown[] = []
    socket.on('screen:counters', (counters) => heard.push(counters))
    const other = connect((await pairScreen(seed)).cookie)
    await once(other, 'screen:state')
    await finish()
    await once(other, 'screen:counters')
    await ask(socket, 'screen:sync')
    expect(heard).toEqual([])
  })

  it('is told when the campaign that it shows is edited or closed, and of no other', async () => {
    const by = officerOf(seed)
    const own = createCampaignSchema.parse({ id: v7(), title: '夏季', startsOn: '2026-06-01', endsOn: '2027-06-01' })
    await createCampaign(by, own)
    const { id: campaignId, ...fields } = own
    const [shows, first] = [await pairScreen(seed, { campaignId }), await pairScreen(seed)]
    const [showing, other] = [connect(shows.cookie), connect(first.cookie)]
    await Promise.all([once(showing, 'screen:state'), once(other, 'screen:state')])
    let overheard = 0
    other.on('screen:stale', () => {
      overheard += 1
    })
    const edited = once(showing, 'screen:stale')
    await editCampaign(by, campaignId, { ...fields, title: '盛夏', revision: 1 })
    await edited
    expect(await ask(showing, 'screen:sync')).toMatchObject({ data: { campaign: { title: '盛夏' } } })

    // The other screen gets the campaign too, and is told only of changes from then on.
    const changed = once(other, 'screen:stale')
    await editAsSeen(by, first.id, { name: '入口大屏', zone: '', campaignId })
    await changed
    expect(overheard).toBe(1)
    await ask(other, 'screen:sync')
    const closed = Promise.all([once(showing, 'screen:stale'), once(other, 'screen:stale')])
    await closeCampaign(by, campaignId, '盛夏')
    await closed
    expect(await ask(other, 'screen:sync')).toMatchObject({ data: { campaign: null } })
  })

  it('is sent back to pairing when it is revoked', async () => {
    const { id, cookie } = await pairScreen(seed)
    const socket = connect(cookie)
    await once(socket, 'screen:state')
    const told = once(socket, 'screen:revoked')
    const cut = once(socket, 'disconnect')
    await revokeScreen(officerOf(seed), id)
    await Promise.all([told, cut])
    const error = await once<Error & { data: { code: string } }>(connect(cookie), 'connect_error')
    expect(error.data.code).toBe('unauthenticated')
  })

  it('comes back by itself after a restart of the server and gets what it missed', async () => {
    const { cookie } = await pairScreen(seed)
    const socket = connect(cookie, { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 })
    const before = await once<ScreenState>(socket, 'screen:state')
    const gone = once(socket, 'disconnect')
    await server.close()
    await gone
    await finish()
    const back = once<ScreenState>(socket, 'screen:state')
    server = await startRealtime({ port: Number(new URL(server.url).port) })
    expect((await back).counters.completions).toBeGreaterThan(before.counters.completions)
  })
})
