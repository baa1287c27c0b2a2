/** An urgent card on the screens of the hall: shown within a second, removed within a second. */
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#server/card/find.ts'
import { provideDatabase } from '#server/database/client.ts'
import { URGENT_MS } from '#shared/card/card.ts'
import type { UrgentCard } from '#shared/card/view.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import { publishedCard, seedMember } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ask, client, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { redisAnswers, REDIS_URL } from '../fixtures/redis.ts'
import { pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { republishCard, showOnScreens, withdrawCard } from '../fixtures/seen.ts'

const [kind] = await databases()
const takeoverOf = ({ show }: ScreenState): UrgentCard | null => (show.kind === 'takeover' ? show.card : null)

describe('an urgent card', () => {
  let database: TestDatabase
  let server: TestRealtime
  let seed: Seed
  let officer: Actor
  const open: Socket[] = []
  beforeAll(async () => {
    database = await kind!.create()
    server = await startRealtime()
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
  afterAll(async () => {
    await server.close()
    await database.drop()
  })

  /** A screen that behaves as its page: it fetches its state again when it is told to. */
  async function openScreen(url = server.url, campaignId: string | null = null) {
    const { cookie } = await pairScreen(seed, { campaignId })
    const socket = client(`${url}/screens`, { cookie })
    open.push(socket)
    const first = await once<ScreenState>(socket, 'screen:state')
    const told = () =>
      new Promise<UrgentCard | null>((resolve, reject) => {
        socket.once('screen:stale', () =>
          ask<ScreenState>(socket, 'screen:sync').then(
            (result) => (result.ok ? resolve(takeoverOf(result.data)) : reject(new Error(result.error.code))),
            reject,
          ),
        )
      })
    return { first, told, socket }
  }
  async function within<T>(work: Promise<unknown>, told: Promise<T>, ms = 1_000): Promise<T> {
    const from = performance.now()
    await work
    const result = await told
    expect(performance.now() - from).toBeLessThan(ms)
    return result
  }
  async function begin() {
    seed = await seedStation(database.db)
    officer = await seedMember(database.db, seed.stationId, 'officer')
  }

  it('takes over every screen of its station, and no other, until it is withdrawn', async () => {
    await begin()
    const other = await seedStation(database.db)
    const [withCampaign, without] = [await openScreen(server.url, seed.campaignId), await openScreen()]
    expect(takeoverOf(withCampaign.first)).toBeNull()
    const home = seed
    seed = other
    const foreign = await openScreen()
    seed = home
    let overheard = 0
    foreign.socket.on('screen:stale', () => {
      overheard += 1
    })

    const shown = Promise.all([withCampaign.told(), without.told()])
    let id = ''
    const both = await within(
      publishedCard(officer, officer, {}, { urgent: true }).then((card) => {
        id = card.id
      }),
      shown,
      2_000,
    )
    for (const takeover of both)
      expect(takeover).toMatchObject({
        id,
        title: '快递退款别点链接',
        headline: '说要退款，先挂电话',
        rule: null,
        publishedAt: expect.any(Number),
      })
    expect(both[0]!.until - both[0]!.publishedAt).toBe(URGENT_MS)

    expect(await within(withdrawCard(officer, id, '误报'), without.told())).toBeNull()
    // Published again, it does not come back to the screens by itself.
    expect(await within(republishCard(officer, id), without.told())).toBeNull()
    expect(await within(showOnScreens(officer, id, '1h'), without.told())).toMatchObject({ id })
    // A screen that connects later gets it at once.
    expect(takeoverOf((await openScreen()).first)).toMatchObject({ id })
    expect(overheard).toBe(0)
  })

  it('ends by itself when its time is over, told by the server and not by any act of a member', async () => {
    await begin()
    const screen = await openScreen()
    const shown = screen.told()
    // Published so long ago that its urgency ends in 1.5 s.
    const { id } = await publishedCard(officer, officer, {}, { urgent: true }, new Date(Date.now() - URGENT_MS + 1_500))
    expect(await shown).toMatchObject({ id })
    expect(await screen.told()).toBeNull()
  })

  it('is not shown by a card that is not urgent', async () => {
    await begin()
    const screen = await openScreen()
    const told = screen.told()
    await publishedCard(officer, officer)
    expect(await told).toBeNull()
  })
})

describe.skipIf(!(await redisAnswers()))('an urgent card over two nodes', () => {
  it('reaches a screen that is connected to the other one', async () => {
    const database = await kind!.create()
    const far = await startRealtime({ redisUrl: REDIS_URL })
    const near = await startRealtime({ redisUrl: REDIS_URL })
    try {
      const seed = await seedStation(database.db)
      const officer = await seedMember(database.db, seed.stationId, 'officer')
      const { cookie } = await pairScreen(seed)
      const screen = client(`${far.url}/screens`, { cookie })
      await once(screen, 'screen:state')
      const stale = once(screen, 'screen:stale')
      const { id } = await publishedCard(officer, officer, {}, { urgent: true })
      await stale
      expect(await ask<ScreenState>(screen, 'screen:sync')).toMatchObject({
        ok: true,
        data: { show: { kind: 'takeover', card: { id } } },
      })
      screen.disconnect()
    } finally {
      await Promise.all([far.close(), near.close()])
      provideDatabase(undefined)
      await database.drop()
    }
  })
})
