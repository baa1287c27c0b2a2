/** What every namespace provides, tested with real clients: who is admitted, what they may ask, and the answers. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Socket } from 'socket.io-client'
import { z } from 'zod'
import { countEvents } from '#server/realtime/limits.ts'
import { defineNamespace, type NamespaceDefinition } from '#server/realtime/namespace.ts'
import type { On } from '#server/realtime/namespace-types.ts'
import { admitted, definition, entered, openQuiz, type Quiz } from '../fixtures/namespace.ts'
import { ask, once } from '../fixtures/realtime.ts'
import { until } from '../fixtures/until.ts'

const refusal = async (socket: Socket) => (await once<Error & { data: { code: string } }>(socket, 'connect_error')).data
afterEach(() => {
  admitted.set('guest', { host: false })
  vi.restoreAllMocks()
})

describe('the handshake', () => {
  it.each([[0], ['1'], [undefined], [{}]])('tells a page of protocol %j to reload, whoever it is', async (protocol) => {
    const admit = vi.fn<NamespaceDefinition<Quiz>['admit']>()
    const server = await openQuiz({ admit })
    expect(await refusal(server.connect('guest', { protocol }))).toMatchObject({ code: 'protocol' })
    expect(admit).not.toHaveBeenCalled()
  })

  it('refuses whoever has no credential', async () => {
    const server = await openQuiz()
    expect(await refusal(server.connect('nobody'))).toEqual({ code: 'unauthenticated', message: '请先登录。' })
    expect(server.quiz.connections()).toEqual([])
  })

  it('lets a client try again where the credential could not be looked at', async () => {
    const logged = vi.spyOn(console, 'error').mockReturnValue()
    const server = await openQuiz({ admit: () => Promise.reject(new Error('the database is away')) })
    const data = await refusal(server.connect('guest'))
    expect(data.code).toBe('unavailable')
    expect(JSON.stringify(data)).not.toContain('database')
    expect(logged).toHaveBeenCalledOnce()
  })

  it('lets one identity in as often as it may, and again when one of its connections has ended', async () => {
    const crowd = { of: ({ name }: { name: string }) => name, most: 3, message: '太多了。' }
    const server = await openQuiz({ crowd })
    const many = Array.from({ length: 12 }, () => server.connect('guest'))
    const came = await Promise.all(
      many.map((one) => Promise.race([once(one, 'connect').then(() => true), refusal(one)])),
    )
    const inside = many.filter((_one, n) => came[n] === true)
    expect(inside).toHaveLength(3)
    expect(new Set(came.filter((one) => one !== true).map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ code: 'unavailable', message: '太多了。' })]),
    )
    await entered(server, 'host')
    inside[0]!.disconnect()
    await until(() => server.quiz.connections().length === 3)
    await entered(server, 'guest')
    expect((await refusal(server.connect('guest'))).code).toBe('unavailable')
  })
})

describe('an event', () => {
  it('reaches its use case with what was parsed and proved, and is answered with the result', async () => {
    const guest = await entered(await openQuiz(), 'guest')
    expect(await ask(guest, 'seat:answer', { choice: 'scam', more: 1 })).toEqual({
      ok: true,
      data: { name: 'guest', choice: 'scam' },
    })
    expect(await ask(guest, 'seat:answer', { choice: 7 })).toMatchObject({
      ok: false,
      error: { code: 'bad_input', fields: { choice: expect.any(String) } },
    })
    expect(await ask(guest, 'seat:leave')).toEqual({ ok: true })
  })

  it('is forbidden without its right, whatever the payload', async () => {
    const server = await openQuiz()
    const [guest, host] = [await entered(server, 'guest'), await entered(server, 'host')]
    for (const payload of [{ number: 1 }, { number: 'x' }])
      expect(await ask(guest, 'question:next', payload)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await ask(host, 'question:next', { number: 1 })).toEqual({ ok: true, data: 2 })
    // The right is checked again for each event.
    admitted.set('guest', { host: true })
    expect(await ask(guest, 'question:next', { number: 1 })).toEqual({ ok: true, data: 2 })
  })

  it('that asks for the time is answered without a proof', async () => {
    const prove = vi.fn<NamespaceDefinition<Quiz>['prove']>()
    const guest = await entered(await openQuiz({ prove }), 'guest')
    const from = Date.now()
    const answered = await ask<number>(guest, 'clock:probe')
    expect(answered).toEqual({ ok: true, data: expect.any(Number) })
    if (answered.ok) expect([from <= answered.data, answered.data <= Date.now()]).toEqual([true, true])
    expect(prove).not.toHaveBeenCalled()
  })

  it('that nobody knows is answered', async () => {
    const guest = await entered(await openQuiz(), 'guest')
    for (const event of ['seat:unknown', 'question:shown', 'error', '__proto__', 'constructor', ''])
      expect(await ask(guest, event, {}), event).toMatchObject({ ok: false, error: { code: 'bad_input' } })
  })

  it('that fails tells the client nothing of why', async () => {
    const logged = vi.spyOn(console, 'error').mockReturnValue()
    const events = (on: On<Quiz>) =>
      on('seat:leave', z.unknown(), { right: null }, () => Promise.reject(new Error('a secret')))
    const guest = await entered(await openQuiz({ events }), 'guest')
    const answered = await ask(guest, 'seat:leave')
    expect(answered).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(answered)).not.toContain('secret')
    expect(logged).toHaveBeenCalledOnce()
  })

  it('has one handler', () => {
    const events = (on: On<Quiz>) => {
      on('seat:leave', z.unknown(), { right: null }, () => {})
      on('seat:leave', z.unknown(), { right: null }, () => {})
    }
    expect(() => defineNamespace<Quiz>(definition({ events }))).toThrow('seat:leave')
  })

  it('has the payload and the result of the event map', () => {
    const events = (on: On<Quiz>) => {
      // @ts-expect-error: a client may send other choices
      on('seat:answer', z.object({ choice: z.literal('scam') }), { right: null }, () => ({ name: '', choice: '' }))
      // @ts-expect-error: the number is missing
      on('question:next', z.object({ number: z.number() }), { right: 'host' }, () => {})
      // @ts-expect-error: no such right
      on('seat:leave', z.unknown(), { right: 'admin' }, () => {})
      // @ts-expect-error: no such event
      on('seat:unknown', z.unknown(), { right: null }, () => {})
    }
    expect(events).toBeTypeOf('function')
  })
})

describe('too many events', () => {
  it('are answered with that, and then cut off', async () => {
    const run = vi.fn<() => void>()
    const events = (on: On<Quiz>) => on('seat:leave', z.unknown(), { right: null }, run)
    const guest = await entered(await openQuiz({ events, limit: { events: 3, windowMs: 60_000 } }), 'guest')
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(guest, 'seat:leave')))
    expect(answers.map((answered) => (answered.ok ? 'ok' : answered.error.code))).toEqual([
      'ok',
      'ok',
      'ok',
      'too_many',
      'too_many',
    ])
    expect(run).toHaveBeenCalledTimes(3)
    const cut = once(guest, 'disconnect')
    for (let n = 0; n < 26; n += 1) guest.emit('seat:leave')
    await cut
  })

  it('are counted anew in the next window', () => {
    const count = countEvents({ events: 1, windowMs: 100 })
    expect([0, 100, 201, 202].map((now) => count(10_000 + now))).toEqual(['take', 'refuse', 'take', 'refuse'])
  })
})

describe('a credential that ends', () => {
  it('is noticed at the next event, which is answered before the connection goes', async () => {
    const guest = await entered(await openQuiz(), 'guest')
    const gone = once(guest, 'disconnect')
    admitted.delete('guest')
    expect(await ask(guest, 'seat:leave')).toMatchObject({ ok: false, error: { code: 'unauthenticated' } })
    await gone
  })

  it('is noticed in time by a connection that asks for nothing', async () => {
    const server = await openQuiz({ recheckMs: 50 })
    const [guest, host] = [await entered(server, 'guest'), await entered(server, 'host')]
    const gone = once(guest, 'disconnect')
    admitted.delete('guest')
    await gone
    expect(host.connected).toBe(true)
  })

  it('is none that could not be looked at', async () => {
    let asked = 0
    const prove = () => {
      asked += 1
      return Promise.reject(new Error('the database is away'))
    }
    const server = await openQuiz({ recheckMs: 50, prove })
    const guest = await entered(server, 'guest')
    await until(() => asked > 2)
    expect([guest.connected, server.quiz.connections().length]).toEqual([true, 1])
  })
})
