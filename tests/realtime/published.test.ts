/** The moment of a message would say that a visitor has come: what visitors do is told when it is published. */
import type { Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tell } from '#server/bus.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ask, client, officeCookie, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const [kind] = await databases()
/** Until what visitors do is published, in ms. */
const PUBLISHED = 4_000

let database: TestDatabase
let server: TestRealtime
let seed: Seed
const open: Socket[] = []
beforeAll(async () => {
  database = await kind!.create()
  seed = await seedStation(database.db)
  server = await startRealtime({ publishedInMs: PUBLISHED })
})
afterAll(async () => {
  open.forEach((socket) => socket.disconnect())
  await server.close()
  await database.drop()
})

it('offices and screens hear of visitors with the figures and not before, of what staff enter at once', async () => {
  const member = await officeCookie({ id: seed.memberId, epoch: 1 })
  const device = (await pairScreen(seed)).cookie
  const office = client(`${server.url}/office`, { cookie: member })
  const screen = client(`${server.url}/screens`, { cookie: device })
  open.push(office, screen)
  await Promise.all([once(screen, 'screen:state'), once(office, 'connect')])
  const { campaignId, stationId } = seed
  expect(await ask(office, 'campaign:watch', { campaignId })).toMatchObject({ ok: true })
  const after = async (what: () => void, ...told: Promise<unknown>[]) => {
    const from = performance.now()
    what()
    return Promise.all(told.map(async (one) => (await one, performance.now() - from)))
  }
  // A timer may fire a moment early.
  const [toOffice, toScreen] = await after(
    () => tell('reach:moved', { campaignId }),
    once(office, 'reach:changed'),
    once(screen, 'screen:counters'),
  )
  expect(toOffice).toBeGreaterThan(PUBLISHED - 50)
  expect(toScreen).toBeGreaterThan(PUBLISHED - 50)
  const [entered] = await after(() => tell('contact:entered', { stationId, campaignId }), once(office, 'reach:changed'))
  expect(entered).toBeLessThan(PUBLISHED - 500)
}, 60_000)
