/** Any input of a client gets an answer in the ack form or none, never a crash, never someone else's data. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { request } from 'node:http'
import type { Socket } from 'socket.io-client'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ask, client, officeCookie, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { until } from '../fixtures/until.ts'

const [kind] = await databases()

describe('hostile clients', () => {
  let database: TestDatabase
  let server: TestRealtime
  let seed: Seed
  beforeAll(async () => {
    database = await kind!.create()
    seed = await seedStation(database.db)
    server = await startRealtime()
  })
  afterAll(async () => {
    await server.close()
    await database.drop()
  })

  const office = async () =>
    client(`${server.url}/office`, {
      transports: ['websocket'],
      cookie: await officeCookie({ id: seed.memberId, epoch: 1 }),
    })
  /** Each time another screen: a single one may not come back this often. */
  const screen = async () =>
    client(`${server.url}/screens`, { transports: ['websocket'], cookie: (await pairScreen(seed)).cookie })
  const stillServes = async () => {
    const socket = await office()
    await once(socket, 'connect')
    expect(await ask(socket, 'campaign:watch', { campaignId: seed.campaignId })).toMatchObject({ ok: true })
    socket.disconnect()
  }

  const events = fc
    .oneof(
      fc.constantFrom(
        'campaign:watch',
        'campaign:unwatch',
        'screen:sync',
        'error',
        '__proto__',
        'constructor',
        'reach:changed',
      ),
      fc.string({ maxLength: 20 }),
    )
    .filter(
      (name) =>
        !['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'].includes(name),
    )
  const payload = fc.oneof(
    fc.jsonValue(),
    fc.record({
      campaignId: fc.oneof(fc.uuid(), fc.string({ unit: 'binary' }), fc.constant('长'.repeat(800)), fc.jsonValue()),
    }),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.constant({ campaignId: Buffer.from('x') }),
  )

  it.each([
    ['office', office, 'campaign:unwatch'],
    ['screens', screen, 'screen:sync'],
  ] as const)('answers every malformed event at %s that waits for an answer', async (_name, connect, last) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(events, fc.array(payload, { maxLength: 3 }), fc.boolean()), { minLength: 1, maxLength: 15 }),
        async (messages) => {
          const socket = await connect()
          await once(socket, 'connect')
          const answers: unknown[] = []
          for (const [event, args, acked] of messages) {
            if (acked) socket.emit(event, ...args, (answer: unknown) => answers.push(answer))
            else socket.emit(event, ...args)
          }
          expect(await ask(socket, last, { campaignId: seed.campaignId })).toMatchObject({ ok: true })
          await until(() => answers.length === messages.filter(([, , acked]) => acked).length)
          for (const answer of answers) {
            if ((answer as { ok: boolean }).ok) continue
            expect(answer).toMatchObject({
              ok: false,
              error: {
                code: expect.stringMatching(/^(bad_input|not_found|too_many)$/),
                message: expect.stringMatching(/[\u4e00-\u9fff]/),
              },
            })
          }
          socket.disconnect()
        },
      ),
      { numRuns: 40 },
    )
    await stillServes()
  })

  it.each([
    ['office', office],
    ['screens', screen],
  ] as const)('answers an event that nobody knows at %s', async (_name, connect) => {
    const socket = await connect()
    await once(socket, 'connect')
    for (const event of ['screen:unknown', 'error', '__proto__', '']) {
      expect(await ask(socket, event, { any: 'thing' }), event).toMatchObject({
        ok: false,
        error: { code: 'bad_input', message: expect.stringContaining('不认识') },
      })
    }
    socket.disconnect()
  })

  it('names the field that is wrong', async () => {
    const socket = await office()
    await once(socket, 'connect')
    expect(await ask(socket, 'campaign:watch', { campaignId: 7 })).toMatchObject({
      ok: false,
      error: { code: 'bad_input', fields: { campaignId: expect.any(String) } },
    })
    expect(await ask(socket, 'campaign:watch')).toMatchObject({ ok: false, error: { code: 'bad_input' } })
    socket.disconnect()
  })

  it('survives packets that are no packets', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.constantFrom(
            '42/office,["campaign:watch"',
            '451-/office,["x",{"_placeholder":true,"num":0}]',
            '40/office,{',
            '40/nowhere,',
            '99',
            '42["connect"]',
            '43/office,0[]',
            '41',
            '4',
          ),
        ),
        async (packet) => {
          const socket = await office()
          await once(socket, 'connect')
          const closed = once(socket.io.engine as unknown as Socket, 'close')
          ;(socket.io.engine as unknown as { transport: { ws: WebSocket } }).transport.ws.send(packet)
          await Promise.race([closed, ask(socket, 'campaign:unwatch', { campaignId: seed.campaignId }).catch(() => {})])
          socket.disconnect()
        },
      ),
      { numRuns: 40 },
    )
    await stillServes()
  })

  it('cuts off what is far too large', async () => {
    const socket = await office()
    await once(socket, 'connect')
    const closed = once(socket, 'disconnect')
    socket.emit('campaign:watch', { campaignId: 'x'.repeat(100_000) })
    await closed
    await stillServes()
  })

  it('stops answering a flood, then cuts it off', async () => {
    const socket = await office()
    await once(socket, 'connect')
    const codes: string[] = []
    const closed = once(socket, 'disconnect')
    for (let n = 0; n < 700; n += 1)
      socket.emit(
        'campaign:unwatch',
        { campaignId: seed.campaignId },
        (answer: { ok: boolean; error?: { code: string } }) => codes.push(answer.error?.code ?? 'ok'),
      )
    await closed
    expect(codes.filter((code) => code === 'ok').length).toBeLessThanOrEqual(60)
    expect(codes).toContain('too_many')
  })

  it('answers malformed polling requests without a 5xx', async () => {
    const get = (path: string, method = 'GET', body?: string) =>
      new Promise<number>((resolve, reject) => {
        const sent = request(`${server.url}${path}`, { method }, (response) => {
          response.resume()
          resolve(response.statusCode!)
        })
        sent.on('error', reject)
        sent.end(body)
      })
    for (const [path, method, body] of [
      ['/socket.io/', 'GET'],
      ['/socket.io/?EIO=4&transport=polling&sid=nope', 'GET'],
      ['/socket.io/?EIO=9&transport=carrier', 'GET'],
      ['/socket.io/?EIO=4&transport=polling', 'POST', 'x'.repeat(20_000)],
      ['/socket.io/?EIO=4&transport=websocket', 'GET'],
      ['/socket.io/?EIO=4&transport=polling&sid[]=1', 'DELETE'],
    ] as const) {
      expect(await get(path, method, body), path).toBeLessThan(500)
    }
    await stillServes()
  })
})
