/** One token on several machines: one of them shows the screen, the others wait longer and longer. */
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Socket } from 'socket.io-client'
import { listScreens } from '#server/screen/list.ts'
import { PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { client, officeCookie, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { pairScreen } from '../fixtures/screen.ts'
import { openPage } from '../fixtures/socket-page.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { until } from '../fixtures/until.ts'

const [kind] = await databases()

describe('a screen whose token is on two machines', () => {
  let database: TestDatabase
  let server: TestRealtime
  let seed: Seed
  const open: Pick<Socket, 'disconnect'>[] = []
  const entry = async (id: string) => (await listScreens(seed.stationId)).screens.find((screen) => screen.id === id)
  const connect = (cookie: string, instance: string) => {
    const auth = { protocol: PROTOCOL_VERSION, instance }
    const socket = client(`${server.url}/screens`, { transports: ['websocket'], cookie, auth })
    open.push(socket)
    return socket
  }
  /** Number of updates of the table of screens. */
  const writes = async () => {
    const [row] = await database.db.execute<{ n: number }>(sql`select n::int from screen_writes`)
    return row?.n ?? 0
  }
  beforeAll(async () => {
    database = await kind!.create()
    seed = await seedStation(database.db)
    server = await startRealtime()
    await database.db.execute(sql`create table screen_writes as select 0 as n`)
    await database.db.execute(sql`create function count_screen_write() returns trigger language plpgsql as $$
      begin update screen_writes set n = n + 1; return null; end $$`)
    await database.db.execute(sql`create trigger screen_written after update on screens for each statement
      execute function count_screen_write()`)
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
  afterAll(async () => {
    await server.close()
    await database.drop()
  })

  it('shows on the first; the second asks less and less often and writes nothing; the office is told', async () => {
    const { id, cookie } = await pairScreen(seed)
    const office = client(`${server.url}/office`, { cookie: await officeCookie({ id: seed.memberId, epoch: 1 }) })
    open.push(office)
    await once(office, 'connect')
    const page = () => openPage(`${server.url}/screens`, { extraHeaders: { cookie } })
    const { socket: first } = await page()
    open.push(first)
    first.on('screen:here', (ack: () => void) => ack())
    await once(first, 'screen:state')
    let lost = 0
    first.on('disconnect', () => {
      lost += 1
    })
    const told = once(office, 'screen:changed')
    const before = await writes()
    const { socket: second, refusals } = await page()
    open.push(second)
    const refusedAt: number[] = []
    second.on('connect_error', () => refusedAt.push(performance.now()))
    await until(() => refusedAt.length === 4, 30_000)
    expect(refusals).toEqual(Array(4).fill('elsewhere'))
    const gaps = refusedAt.slice(1).map((at, n) => at - refusedAt[n]!)
    // At least half of 1, 2 and 4 s, and never two attempts within a second.
    for (const [n, gap] of gaps.entries()) expect(gap).toBeGreaterThan(Math.max(900, 500 * 2 ** n - 50))
    expect(lost).toBe(0)
    expect(await told).toEqual({ screenId: id })
    expect((await entry(id))?.contested).toBe(true)
    // The note of the second machine, and at most two heartbeats of three statements.
    expect((await writes()) - before).toBeLessThanOrEqual(7)
  })

  it('shows on the second within seconds where the first was switched off, and nobody noticed', async () => {
    const { cookie } = await pairScreen(seed)
    // Never acks: the machine is without power, and no packet has told so.
    const silent = connect(cookie, 'before the power cut')
    await once(silent, 'screen:state')
    const from = performance.now()
    const rebooted = connect(cookie, 'after it')
    await Promise.all([once(rebooted, 'screen:state'), once(silent, 'disconnect')])
    expect(performance.now() - from).toBeLessThan(5_000)
  })

  it('gives way at once to the same page, whose old connection is not known to be lost yet', async () => {
    const { cookie } = await pairScreen(seed)
    const lost = connect(cookie, 'page')
    await once(lost, 'screen:state')
    const from = performance.now()
    await once(connect(cookie, 'page'), 'screen:state')
    expect(performance.now() - from).toBeLessThan(1_500)
  })

  it('is shown once where both start at the same moment', async () => {
    const { cookie } = await pairScreen(seed)
    const both = ['a', 'b'].map((instance) => connect(cookie, instance))
    for (const socket of both) socket.on('screen:here', (ack: () => void) => ack())
    const codes = await Promise.all(
      both.map((socket) =>
        Promise.race([
          once(socket, 'screen:state').then(() => 'shown'),
          once<Error & { data: { code: string } }>(socket, 'connect_error').then(({ data }) => data.code),
        ]),
      ),
    )
    expect(codes.toSorted()).toEqual(['elsewhere', 'shown'])
  })

  it('costs few writes even where a client of another make comes again and again', async () => {
    const { cookie } = await pairScreen(seed)
    const before = await writes()
    let connects = 0
    let refusals = 0
    for (let n = 0; n < 60; n += 1) {
      // One page again and again, as fast as it can.
      const socket = connect(cookie, 'loop')
      const code = await Promise.race([
        once(socket, 'connect').then(() => 'in'),
        once<Error & { data: { code: string } }>(socket, 'connect_error').then(({ data }) => data.code),
      ])
      if (code === 'in') connects += 1
      else refusals += Number(code === 'unavailable')
    }
    expect(connects).toBeLessThanOrEqual(20)
    expect(refusals).toBe(60 - connects)
    // Each admission marks the screen as online, and offline at most; heartbeats come on top.
    expect((await writes()) - before).toBeLessThanOrEqual(2 * connects + 10)
  })
})
