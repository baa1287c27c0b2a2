import { eq } from 'drizzle-orm'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Socket } from 'socket.io-client'
import { tell } from '#server/bus.ts'
import { createCampaign, editCampaign } from '#server/campaign/campaigns.ts'
import { enterContacts } from '#server/campaign/contacts.ts'
import { createTouchpoint, editTouchpoint } from '#server/campaign/touchpoints.ts'
import { recordScan } from '#server/quiz/scans.ts'
import { campaigns, members } from '#server/database/schema/index.ts'
import { createCampaignSchema, createTouchpointSchema } from '#shared/campaign/input.ts'
import { type OfficeSocket, useCampaignWatches } from '../../composables/useCampaignWatches.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ask, client, officeCookie, once, startRealtime, TRANSPORTS, type TestRealtime } from '../fixtures/realtime.ts'
import { newToken } from '../fixtures/attempt.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { until } from '../fixtures/until.ts'
import { archiveTouchpoint, closeCampaign } from '../fixtures/seen.ts'

const [kind] = await databases()

describe.each(TRANSPORTS)('the office over %s', (transport) => {
  let database: TestDatabase
  let server: TestRealtime
  let seed: Seed
  let other: Seed
  const open: Socket[] = []
  const connect = (cookie?: string, options: object = {}) => {
    const socket = client(`${server.url}/office`, { transports: [transport], cookie, ...options })
    open.push(socket)
    return socket
  }
  beforeAll(async () => {
    database = await kind!.create()
    seed = await seedStation(database.db)
    other = await seedStation(database.db)
    server = await startRealtime({ recheckMs: 200 })
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
  afterAll(async () => {
    await server.close()
    await database.drop()
  })
  const cookie = (epoch = 1) => officeCookie({ id: seed.memberId, epoch })

  it.each([
    ['nobody', async () => undefined],
    ['a forged cookie', async () => 'jmt-office=Fe26.2**forged'],
    ['an older session', () => cookie(0)],
    ['a session that ran out', () => officeCookie({ id: seed.memberId, epoch: 1 }, Date.now() - 3_601_000)],
  ])('refuses %s', async (_who, make) => {
    const error = await once<Error & { data: unknown }>(connect(await make()), 'connect_error')
    expect(error.data).toEqual({ code: 'unauthenticated', message: '请先登录。' })
  })

  it('gives a member fifty connections and not one more, and others theirs', async () => {
    const mine = await cookie()
    await Promise.all(Array.from({ length: 50 }, () => once(connect(mine), 'connect')))
    const error = await once<Error & { data: unknown }>(connect(mine), 'connect_error')
    expect(error.data).toEqual({ code: 'unavailable', message: '这个账号打开的办公室页面太多了，请关掉几个。' })
    await once(connect(await officeCookie({ id: other.memberId, epoch: 1 })), 'connect')
  })

  it.each([[0], ['1'], [undefined], [{}]])('tells a client of protocol %j to reload', async (protocol) => {
    const error = await once<Error & { data: { code: string } }>(
      connect(await cookie(), { auth: { protocol } }),
      'connect_error',
    )
    expect(error.data.code).toBe('protocol')
  })

  it('refuses pages of other sites and the default namespace', async () => {
    const foreign = connect(undefined, { extraHeaders: { cookie: await cookie(), origin: 'http://evil.example' } })
    await expect(once<Error>(foreign, 'connect_error')).resolves.toBeInstanceOf(Error)
    const same = connect(undefined, { extraHeaders: { cookie: await cookie(), origin: server.url } })
    await once(same, 'connect')
    const bare = client(server.url, { transports: [transport] })
    open.push(bare)
    await expect(once<Error>(bare, 'connect_error')).resolves.toBeInstanceOf(Error)
  })

  it('tells whoever watches a campaign of their station', async () => {
    const socket = connect(await cookie())
    await once(socket, 'connect')
    expect(await ask(socket, 'campaign:watch', { campaignId: seed.campaignId })).toMatchObject({ ok: true })
    expect(await ask(socket, 'campaign:watch', { campaignId: other.campaignId })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
    const told: unknown[] = []
    socket.on('reach:changed', (payload) => told.push(payload))
    tell('reach:moved', { campaignId: other.campaignId })
    tell('reach:moved', { campaignId: seed.campaignId })
    tell('reach:moved', { campaignId: seed.campaignId })
    await until(() => told.length > 0)
    expect(told).toEqual([{ campaignId: seed.campaignId }])
  })

  it('hears of figures by the clock, whether anybody has come or not, and never in between', async () => {
    const timed = await startRealtime({ publishedInMs: 700 })
    const socket = client(`${timed.url}/office`, { transports: [transport], cookie: await cookie() })
    open.push(socket)
    await once(socket, 'connect')
    await ask(socket, 'campaign:watch', { campaignId: seed.campaignId })
    const heard: number[] = []
    socket.on('reach:changed', () => heard.push(performance.now()))
    await once(socket, 'reach:changed')
    const scan = () => recordScan(seed.code, v7(), { token: newToken })
    await scan()
    await until(() => heard.length === 2)
    await Promise.all(Array.from({ length: 9 }, scan))
    await until(() => heard.length === 4)
    for (const [n, at] of heard.entries()) if (n) expect(at - heard[n - 1]!).toBeGreaterThan(650)
    await timed.close()
    // The others go on with the first.
    await server.close()
    server = await startRealtime({ recheckMs: 200 })
  })

  it('is taken for live only where the server says so, asked again after a refusal and after a loss', async () => {
    const socket = connect(await cookie())
    await once(socket, 'connect')
    const asked: string[] = []
    socket.onAnyOutgoing((_event, payload: { campaignId: string }) => asked.push(payload.campaignId))
    const watches = useCampaignWatches(50)
    const moved: string[] = []
    const [own, foreign] = [seed, other].map(({ campaignId }) =>
      watches.add(campaignId, () => moved.push(campaignId)),
    ) as [ReturnType<typeof watches.add>, ReturnType<typeof watches.add>]
    expect([own.live.value, foreign.live.value]).toEqual([false, false])
    watches.connected(socket as OfficeSocket)
    // Requested a second time, so the first was refused.
    await until(() => own.live.value && asked.filter((id) => id === other.campaignId).length > 1)
    expect([foreign.live.value, moved, asked.filter((id) => id === seed.campaignId)]).toEqual([
      false,
      [seed.campaignId],
      [seed.campaignId],
    ])

    await database.db.update(campaigns).set({ stationId: seed.stationId }).where(eq(campaigns.id, other.campaignId))
    await until(() => foreign.live.value)
    await database.db.update(campaigns).set({ stationId: other.stationId }).where(eq(campaigns.id, other.campaignId))
    expect(moved).toEqual([seed.campaignId, other.campaignId])

    watches.disconnected()
    expect([own.live.value, foreign.live.value]).toEqual([false, false])
    foreign.remove()
    watches.connected(socket as OfficeSocket)
    await until(() => own.live.value)
    expect(moved).toEqual([seed.campaignId, other.campaignId, seed.campaignId])
    own.remove()
    expect([own.live.value, asked.at(-1)]).toEqual([false, seed.campaignId])
  })

  it('tells every office of the station, and no other, after each write to a campaign', async () => {
    const [ours, theirs] = [connect(await cookie()), connect(await officeCookie({ id: other.memberId, epoch: 1 }))]
    await Promise.all([once(ours, 'connect'), once(theirs, 'connect')])
    const by = { id: seed.memberId, stationId: seed.stationId }
    const heard: string[] = []
    theirs.on('campaign:changed', ({ campaignId }) => heard.push(campaignId))
    /** The event that the office gets for a write, and the result of the write. */
    const telling = async <T>(write: () => Promise<T>): Promise<[string, T]> => {
      const told = once<{ campaignId: string }>(ours, 'campaign:changed')
      const written = await write()
      return [(await told).campaignId, written]
    }

    const form = createCampaignSchema.parse({
      id: v7(),
      title: '秋季行动',
      startsOn: '2026-10-08',
      endsOn: '2026-11-30',
    })
    const { id, ...fields } = form
    expect(await telling(() => createCampaign(by, form))).toMatchObject([id, { title: '秋季行动' }])
    expect(await telling(() => editCampaign(by, id, { ...fields, title: '冬季行动', revision: 1 }))).toMatchObject([
      id,
      { title: '冬季行动' },
    ])
    const input = createTouchpointSchema.parse({ id: v7(), kind: 'poster', name: '海报' })
    const { id: touchpointId, ...touchpoint } = input
    expect(await telling(() => createTouchpoint(by, id, input))).toMatchObject([id, { name: '海报' }])
    expect(
      await telling(() => editTouchpoint(by, touchpointId, { ...touchpoint, name: '大海报', revision: 1 })),
    ).toMatchObject([id, { name: '大海报' }])
    const entry = { id: v7(), mode: 'report' as const, day: '2026-10-09', source: 'staff' as const, quantity: 30 }
    expect(await telling(() => enterContacts(by, touchpointId, entry, new Date('2026-10-10T10:00:00+08:00')))).toEqual([
      id,
      true,
    ])
    expect(await telling(() => archiveTouchpoint(by, touchpointId, true))).toMatchObject([
      id,
      { archivedAt: expect.any(Date) },
    ])
    expect(await telling(() => closeCampaign(by, id, '冬季行动'))).toMatchObject([id, { status: 'closed' }])

    // Then a write of their own: anything sent to them before would have arrived first.
    const own = once<{ campaignId: string }>(theirs, 'campaign:changed')
    await createTouchpoint({ id: other.memberId, stationId: other.stationId }, other.campaignId, { ...input, id: v7() })
    await own
    expect(heard).toEqual([other.campaignId])
  })

  it('sends a member away whose session ended', async () => {
    const socket = connect(await cookie())
    await once(socket, 'connect')
    const gone = once<string>(socket, 'disconnect')
    await database.db.update(members).set({ sessionEpoch: 2 }).where(eq(members.id, seed.memberId))
    await gone
    const again = await once<Error & { data: { code: string } }>(connect(await cookie()), 'connect_error')
    expect(again.data.code).toBe('unauthenticated')
    await database.db.update(members).set({ sessionEpoch: 1 }).where(eq(members.id, seed.memberId))
  })

  it('comes back by itself after a restart of the server', async () => {
    const socket = connect(await cookie(), { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 })
    await once(socket, 'connect')
    const { port } = new URL(server.url)
    const gone = once(socket, 'disconnect')
    await server.close()
    await gone
    const back = once(socket, 'connect')
    server = await startRealtime({ recheckMs: 200, port: Number(port) })
    await back
    expect(await ask(socket, 'campaign:watch', { campaignId: seed.campaignId })).toMatchObject({ ok: true })
  })
})
