/** A screen reports what it really shows; a stale one is detected, even if the announcement was lost. */
import { eq } from 'drizzle-orm'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { screens } from '#server/database/schema/index.ts'
import { listScreens } from '#server/screen/list.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ask, client, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { until } from '../fixtures/until.ts'

const [kind] = await databases()

describe('the report of a hall screen', () => {
  let database: TestDatabase
  let server: TestRealtime
  let seed: Seed
  const open: Socket[] = []
  const connect = (cookie: string) => {
    const socket = client(`${server.url}/screens`, { cookie })
    open.push(socket)
    return socket
  }
  const entry = async (id: string) => (await listScreens(seed.stationId)).screens.find((screen) => screen.id === id)
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

  it('gets what nobody announced within seconds, once its report shows that it is behind', async () => {
    const { id, cookie } = await pairScreen(seed)
    const socket = connect(cookie)
    const states: ScreenState[] = []
    socket.on('screen:state', (state: ScreenState) => states.push(state))
    // As its page does: it answers each state with a report.
    const report = (state: ScreenState) =>
      ask(socket, 'screen:report', { revision: state.revision, shownAt: Date.now(), kind: 'attract' })
    const first = await once<ScreenState>(socket, 'screen:state')
    expect(await report(first)).toEqual({ ok: true })
    expect(await entry(id)).toMatchObject({ shown: { kind: 'attract', at: expect.any(String) } })
    let announced = 0
    socket.on('screen:stale', () => {
      announced += 1
    })
    // The process that made this change was killed before it could announce it.
    const from = performance.now()
    await database.db.update(screens).set({ zone: '第九展区' }).where(eq(screens.id, id))
    const sent = await until(() => states.find(({ screen }) => screen.zone === '第九展区') ?? false)
    if (!sent) throw new Error('nothing was sent')
    expect(performance.now() - from).toBeLessThan(8_000)
    expect(announced).toBe(0)
    expect(sent.revision).toBeGreaterThan(first.revision)

    // It is up to date now: nothing is sent again, though the server has checked other screens.
    await report(sent)
    const known = states.length
    const slow = connect((await pairScreen(seed)).cookie)
    await once(slow, 'screen:state')
    await database.db.update(screens).set({ zone: '第八展区' }).where(eq(screens.name, '入口大屏'))
    await until(() => states.length > known)
    expect(states.at(-1)?.screen.zone).toBe('第八展区')
    expect(states.filter(({ screen }) => screen.zone === '第九展区')).toHaveLength(1)
  })

  it.each([
    ['no revision', { shownAt: 1, kind: 'attract' }, 'revision'],
    ['a kind that is none', { revision: 1, shownAt: 1, kind: 'x' }, 'kind'],
    ['a moment that is none', { revision: 1, shownAt: 1e300, kind: 'play' }, 'shownAt'],
  ])('refuses a report with %s', async (_what, report, field) => {
    const socket = connect((await pairScreen(seed)).cookie)
    await once(socket, 'screen:state')
    expect(await ask(socket, 'screen:report', report)).toMatchObject({
      ok: false,
      error: { code: 'bad_input', fields: { [field]: expect.any(String) } },
    })
  })
})
