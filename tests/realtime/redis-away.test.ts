/** Redis is cut off and comes back: each node goes on serving its own, and nobody keeps what was taken away. */
import { existsSync } from 'node:fs'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { tell } from '#server/bus.ts'
import { type DatabaseHandle, openDatabase, provideDatabase } from '#server/database/client.ts'
import { migrateDatabase } from '#server/database/migrate.ts'
import { endSessions } from '#server/member/login.ts'
import { seedMember } from '../fixtures/card.ts'
import { type CutProxy, startCutProxy } from '../fixtures/cut-proxy.ts'
import { createServerDatabase, LOCAL_DEFAULT, serverAnswers } from '../fixtures/postgres.ts'
import { client, officeCookie, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { redisAnswers, REDIS_URL } from '../fixtures/redis.ts'
import type { ReadyReply } from '#shared/reply.ts'
import { officerOf, pairScreen } from '../fixtures/screen.ts'
import { revokeScreen } from '../fixtures/seen.ts'
import { startServer } from '../fixtures/server.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { until } from '../fixtures/until.ts'

const postgres = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
const possible = (await serverAnswers(postgres)) && (await redisAnswers())

describe.skipIf(!possible)('two nodes without Redis', () => {
  let redis: CutProxy
  let database: Awaited<ReturnType<typeof createServerDatabase>>
  let handle: DatabaseHandle
  let seed: Seed
  let a: TestRealtime
  let b: TestRealtime
  const open: Socket[] = []
  beforeAll(async () => {
    redis = await startCutProxy(REDIS_URL)
    database = await createServerDatabase(postgres)
    await migrateDatabase({ url: database.url })
    handle = openDatabase({ url: database.url })
    provideDatabase(handle)
    seed = await seedStation(handle.db)
    b = await startRealtime({ redisUrl: redis.url, recheckMs: 3_600_000 })
    // The node started last is the one that announces.
    a = await startRealtime({ redisUrl: redis.url, recheckMs: 3_600_000 })
  })
  afterEach(async () => {
    open.splice(0).forEach((socket) => socket.disconnect())
    await redis.heal()
    await until(() => a.realtime.adapterReady() && b.realtime.adapterReady(), 10_000)
  })
  afterAll(async () => {
    await Promise.all([a.close(), b.close()])
    provideDatabase(undefined)
    await handle.close()
    await database.remove()
    await redis.close()
  })

  async function screenOn({ url }: TestRealtime) {
    const { id, cookie } = await pairScreen(seed)
    const socket = client(`${url}/screens`, { cookie })
    open.push(socket)
    await once(socket, 'screen:state')
    return { id, socket }
  }
  async function officeOn({ url }: TestRealtime) {
    const { name, ...member } = await seedMember(handle.db, seed.stationId, 'officer')
    const socket = client(`${url}/office`, { cookie: await officeCookie({ id: member.id, epoch: 1 }) })
    open.push(socket)
    await once(socket, 'connect')
    return { member: { ...member, name, login: name }, socket }
  }

  it.each(['cut', 'hang'] as const)('says so within five seconds and tells its own at once (%s)', async (fault) => {
    const { id, socket } = await screenOn(a)
    const office = await officeOn(a)
    await redis[fault]()
    const from = performance.now()
    await until(() => !a.realtime.adapterReady() && !b.realtime.adapterReady(), 5_000)
    const told = Promise.all([once(socket, 'screen:stale'), once(office.socket, 'screen:changed')])
    const at = performance.now()
    tell('screen:edited', { stationId: seed.stationId, screenId: id })
    await told
    expect(performance.now() - at).toBeLessThan(500)
    const gone = Promise.all([once(socket, 'disconnect'), once(office.socket, 'disconnect')])
    const ended = performance.now()
    await revokeScreen(officerOf(seed), id)
    await endSessions(office.member)
    await gone
    expect(performance.now() - ended).toBeLessThan(1_000)
    // A screen that comes now is admitted without asking the other node.
    await screenOn(a)
    expect(performance.now() - from).toBeLessThan(20_000)
  })

  it.each(['cut', 'hang'] as const)('takes what was revoked meanwhile off the other node (%s)', async (fault) => {
    const screen = await screenOn(b)
    const kept = await screenOn(b)
    const office = await officeOn(b)
    await redis[fault]()
    await until(() => !a.realtime.adapterReady() && !b.realtime.adapterReady(), 5_000)
    await revokeScreen(officerOf(seed), screen.id)
    await endSessions(office.member)
    const gone = Promise.all([once(screen.socket, 'disconnect'), once(office.socket, 'disconnect')])
    await redis.heal()
    const from = performance.now()
    await gone
    expect(performance.now() - from).toBeLessThan(3_000)
    expect(kept.socket.connected).toBe(true)
  })

  it('takes off what was revoked without a word, by a node that is gone before Redis is back', async () => {
    const screen = await screenOn(b)
    const kept = await screenOn(b)
    const office = await officeOn(b)
    await redis.cut()
    await until(() => !b.realtime.adapterReady(), 5_000)
    await handle.sql`update screens set revoked_at = now(), token_hash = null where id = ${screen.id}`
    await handle.sql`update members set session_epoch = session_epoch + 1 where id = ${office.member.id}`
    const gone = Promise.all([once(screen.socket, 'disconnect'), once(office.socket, 'disconnect')])
    await redis.heal()
    const from = performance.now()
    await gone
    expect(performance.now() - from).toBeLessThan(3_000)
    expect(kept.socket.connected).toBe(true)
  })
})

describe.skipIf(!possible || !existsSync('.output/server/index.mjs'))('a built server without Redis', () => {
  it('stays ready for a balancer, and says that it has no adapter', async () => {
    const redis = await startCutProxy(REDIS_URL)
    const database = await createServerDatabase(postgres)
    const server = await startServer({ databaseUrl: database.url, redisUrl: redis.url })
    const ready = async () => {
      const response = await fetch(`${server.url}/api/ready`)
      return { status: response.status, ...((await response.json()) as ReadyReply) }
    }
    try {
      expect(await ready()).toMatchObject({ status: 200, ok: true, checks: { adapter: true } })
      await redis.cut()
      await until(async () => !(await ready()).checks.adapter, 5_000)
      expect(await ready()).toMatchObject({ status: 200, ok: true, checks: { adapter: false, database: true } })
      expect((await fetch(`${server.url}/api/scenarios`)).status).toBe(200)
      await redis.heal()
      await until(async () => (await ready()).checks.adapter, 5_000)
    } finally {
      await server.stop()
      await redis.close()
      await database.remove()
    }
  })
})
