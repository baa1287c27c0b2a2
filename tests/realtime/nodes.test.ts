/** Several nodes on one Postgres and one Redis: real server processes where there is a build. */
import { randomBytes, randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseHandle, openDatabase, provideDatabase } from '#server/database/client.ts'
import { migrateDatabase } from '#server/database/migrate.ts'
import { recordReach } from '#server/campaign/reach.ts'
import { readScreenCounters } from '#server/screen/counters.ts'
import { createScreen } from '#server/screen/screens.ts'
import type { Pairing } from '#shared/screen/pairing.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import { ownFolder } from '../fixtures/leftovers.ts'
import { createServerDatabase, LOCAL_DEFAULT, serverAnswers } from '../fixtures/postgres.ts'
import { redisAnswers, REDIS_URL } from '../fixtures/redis.ts'
import { ask, client, once, startRealtime } from '../fixtures/realtime.ts'
import { officerOf, pairScreen } from '../fixtures/screen.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { until } from '../fixtures/until.ts'
import { revokeScreen } from '../fixtures/seen.ts'

const postgres = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
const possible = existsSync('.output/server/index.mjs') && (await serverAnswers(postgres)) && (await redisAnswers())

describe.skipIf(!possible)('two nodes', () => {
  let database: { url: string; remove: () => Promise<void> }
  let handle: DatabaseHandle
  let seed: Seed
  let [a, b]: TestServer[] = []
  /** What nodes of one database have in common. */
  const shared = ownFolder()
  beforeAll(async () => {
    database = await createServerDatabase(postgres)
    a = await startServer({ databaseUrl: database.url, redisUrl: REDIS_URL })
    copyFileSync(join(a.dataDir, 'secrets.json'), join(shared, 'secrets.json'))
    b = await startServer({ databaseUrl: database.url, redisUrl: REDIS_URL, from: shared })
    handle = openDatabase({ url: database.url })
    provideDatabase(handle)
    seed = await seedStation(handle.db)
  })
  afterAll(async () => {
    await Promise.all([a?.stop(), b?.stop()])
    provideDatabase(undefined)
    await handle?.close()
    await database?.remove()
    rmSync(shared, { recursive: true, force: true })
  })

  it('refuses a third one with secrets of its own, in one line', async () => {
    await expect(startServer({ databaseUrl: database.url, redisUrl: REDIS_URL })).rejects.toThrow(
      /\n\[other_secrets\] [^\n]*secrets\.json[^\n]*\n\[ended: 1\]/,
    )
  })

  const post = async <T>(url: string, body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return {
      status: response.status,
      cookie: response.headers.getSetCookie().map((line) => line.split(';')[0]!),
      body: (await response.json()) as T,
    }
  }

  it('pairs over both, publishes the same figures on both, notices a killed one', async () => {
    const pairing = await post<Pairing>(`${a!.url}/api/screens/pairings`, {})
    expect(pairing.status).toBe(201)
    expect(
      (await post(`${b!.url}/api/screens/pairings/${pairing.body.id}/collect`, { secret: pairing.body.secret })).status,
    ).toBe(202)
    await createScreen(officerOf(seed), {
      code: pairing.body.code,
      name: '大屏',
      zone: '',
      campaignId: seed.campaignId,
    })
    const collected = await post(`${b!.url}/api/screens/pairings/${pairing.body.id}/collect`, {
      secret: pairing.body.secret,
    })
    expect(collected).toMatchObject({ status: 200, body: { state: 'paired' } })

    const screen = client(`${b!.url}/screens`, {
      cookie: collected.cookie.find((line) => line.startsWith('jmt-screen-'))!,
    })
    const state = await once<ScreenState>(screen, 'screen:state')
    expect(state.campaign?.title).toBe('测试活动')
    // What phones do on one node is published on all of them, by one look.
    await finishQuiz(a!.url, state.campaign!.code)
    const { campaignId, touchpointId } = seed
    const completion = { campaignId, touchpointId, kind: 'completion' as const, at: new Date() }
    await recordReach(
      handle.db,
      Array.from({ length: 60 }, () => ({ ...completion, id: v7(), deviceKey: randomBytes(32) })),
    )
    await handle.sql`update reach_published set at = 'epoch'`
    const here = await readScreenCounters(campaignId)
    expect(here.completions).toBeGreaterThan(20)
    expect(here.completions).toBeLessThanOrEqual(61)
    expect(await ask(screen, 'screen:sync')).toMatchObject({ ok: true, data: { counters: here } })

    await b!.kill('SIGKILL')
    // The node is killed without closing its connections; the other one notices.
    const online = () =>
      handle.sql<{ online: boolean }[]>`select online_since is not null as online from screens`.then(
        (rows) => rows[0]!.online,
      )
    expect(await online()).toBe(true)
    await until(async () => !(await online()), 30_000)
    screen.disconnect()
  }, 60_000)

  /** Answers a whole quiz over HTTP, as a phone does. */
  async function finishQuiz(url: string, code: string): Promise<void> {
    const id = randomUUID()
    const started = await post<{ total: number }>(`${url}/api/attempts`, { id, code })
    expect(started.status, JSON.stringify(started.body)).toBeLessThan(300)
    const cookie = started.cookie.join('; ')
    for (let position = 0; position < 10; position += 1) {
      const answered = await post(
        `${url}/api/attempts/${id}/answers`,
        { answers: [{ position, choice: 'scam' }] },
        { cookie },
      )
      expect(answered.status, JSON.stringify(answered.body)).toBeLessThan(300)
    }
  }
})

describe.skipIf(!(await redisAnswers()) || !(await serverAnswers(postgres)))('two servers in one process', () => {
  it('expels a screen through the other node, and leaves its connections alone when one node stops', async () => {
    const made = await createServerDatabase(postgres)
    await migrateDatabase({ url: made.url })
    const handle = openDatabase({ url: made.url })
    provideDatabase(handle)
    const seed = await seedStation(handle.db)
    const [b, c] = [await startRealtime({ redisUrl: REDIS_URL }), await startRealtime({ redisUrl: REDIS_URL })]
    // The node started last is the one that announces.
    const a = await startRealtime({ redisUrl: REDIS_URL })
    try {
      const first = await pairScreen(seed)
      const screen = client(`${b.url}/screens`, { cookie: first.cookie })
      await once(screen, 'screen:state')
      await c.close()
      expect(screen.connected).toBe(true)
      const revoked = once(screen, 'screen:revoked')
      const cut = once(screen, 'disconnect')
      await revokeScreen(officerOf(seed), first.id)
      await Promise.all([revoked, cut])
    } finally {
      await Promise.all([a.close(), b.close()])
      provideDatabase(undefined)
      await handle.close()
      await made.remove()
    }
  })
})
