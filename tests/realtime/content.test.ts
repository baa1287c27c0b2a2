/** A decision about content: heard by the screens and offices of its station within a second. */
import type { Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decideContent } from '#server/content/decide.ts'
import { readForReview } from '#server/content/reading.ts'
import { asSeen } from '#shared/content/decision.ts'
import type { CurrentMember } from '#server/member/session.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import { draftCard } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { ask, client, officeCookie, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { submitCard } from '../fixtures/seen.ts'

const [kind] = await databases()
let database: TestDatabase
let server: TestRealtime
let seed: Seed
const open: Socket[] = []
beforeAll(async () => {
  useRealLibrary()
  database = await kind!.create()
  seed = await seedStation(database.db)
  server = await startRealtime()
})
afterAll(async () => {
  open.forEach((socket) => socket.disconnect())
  await server.close()
  await database.drop()
})

it('gives screens the content without what was withdrawn, and offices the new counts', async () => {
  const by: CurrentMember = {
    id: seed.memberId,
    stationId: seed.stationId,
    login: 'u',
    name: '测试员',
    role: 'officer',
  }
  const { cookie } = await pairScreen(seed, { campaignId: null })
  const screen = client(`${server.url}/screens`, { cookie })
  const first = once<ScreenState>(screen, 'screen:state')
  const office = client(`${server.url}/office`, { cookie: await officeCookie({ id: seed.memberId, epoch: 1 }) })
  open.push(screen, office)
  await Promise.all([first, once(office, 'connect')])

  const told = Promise.all([once(screen, 'screen:stale'), once(office, 'waiting:changed')])
  const { entries } = await readForReview(by, { collection: 'panels' })
  await decideContent(by, { decision: 'withdrawn', comment: '过时了', entries: entries.slice(0, 1).map(asSeen) })
  await told
  const state = await ask<ScreenState>(screen, 'screen:sync')
  if (!state.ok) throw new Error(state.error.code)
  const before = await first
  expect(state.data.content).not.toBe(before.content)
  expect(state.data.revision).toBeGreaterThan(before.revision)

  const counts = once(office, 'waiting:changed')
  const { id, version } = await draftCard(by)
  await Promise.all([counts, submitCard(by, id, version)])
})
