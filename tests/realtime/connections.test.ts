/** What every namespace does with its connections: rooms, limits, how they begin and end, and shutdown. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { Connection } from '#server/realtime/namespace-types.ts'
import { entered, openQuiz, type Quiz } from '../fixtures/namespace.ts'
import { ask, once } from '../fixtures/realtime.ts'
import { until } from '../fixtures/until.ts'

/** A promise that the test resolves when it wants. */
function gate(): { passed: Promise<void>; open: () => void } {
  let release = () => {}
  const passed = new Promise<void>((resolve) => {
    release = resolve
  })
  return { passed, open: () => release() }
}

afterEach(() => vi.restoreAllMocks())

describe('connections', () => {
  it('hear what is said in their rooms, and are sent away by room', async () => {
    const server = await openQuiz()
    const [guest, host] = [await entered(server, 'guest'), await entered(server, 'host')]
    const heard: string[] = []
    guest.on('question:shown', ({ number }) => heard.push(`guest ${number}`))
    host.on('question:shown', ({ number }) => heard.push(`host ${number}`))
    await until(() => server.quiz.connections().every(({ rooms }) => rooms.has('all')))
    server.quiz.send('name:host', 'question:shown', { number: 1 })
    server.quiz.send('all', 'question:shown', { number: 2 })
    await until(() => heard.length === 3)
    expect(heard.toSorted()).toEqual(['guest 2', 'host 1', 'host 2'])
    const gone = once(guest, 'disconnect')
    server.quiz.expel('all', 'name:host')
    await gone
    // After an answer: anything sent to it before would have arrived first.
    expect(await ask(host, 'seat:leave')).toEqual({ ok: true })
  })

  it('of one identity are one where the namespace says so: the first stays while it answers', async () => {
    const refused: string[] = []
    const server = await openQuiz({
      sole: {
        room: ({ name }) => `name:${name}`,
        probe: 'seat:here',
        refused: ({ name }) => void refused.push(name),
      },
    })
    const [host, first] = [await entered(server, 'host'), await entered(server, 'guest')]
    first.on('seat:here', (ack: () => void) => ack())
    const error = await once<Error & { data: { code: string } }>(server.connect('guest'), 'connect_error')
    expect(error.data.code).toBe('elsewhere')
    expect(refused).toEqual(['guest'])
    first.disconnect()
    await until(() => server.quiz.connections().length === 1)
    expect((await entered(server, 'guest')).connected && host.connected).toBe(true)
  })

  it('that cannot be entered stay, and what could not be begun is not ended', async () => {
    const logged = vi.spyOn(console, 'error').mockReturnValue()
    const server = await openQuiz({ enter: () => Promise.reject(new Error('no presence')) })
    const guest = await entered(server, 'guest')
    await until(() => logged.mock.calls.length > 0)
    expect(await ask(guest, 'seat:leave')).toEqual({ ok: true })
    guest.disconnect()
    await until(() => server.quiz.connections().length === 0)
    await server.close()
    expect(logged).toHaveBeenCalledOnce()
  })

  it('that leave while they enter are left after that', async () => {
    const entering = gate()
    const done: string[] = []
    const enter = async (connection: Connection<Quiz>) => {
      await entering.passed
      done.push(`${connection.data.name} entered`)
      return async () => void done.push('left')
    }
    const server = await openQuiz({ enter })
    const guest = await entered(server, 'guest')
    guest.disconnect()
    await until(() => server.quiz.connections().length === 0)
    expect(done).toEqual([])
    entering.open()
    await until(() => done.length === 2)
    expect(done).toEqual(['guest entered', 'left'])
  })
})

it('an orderly end waits for handlers that run, and for what leaving begins', async () => {
  const [answering, leaving] = [gate(), gate()]
  const done: string[] = []
  const began = gate()
  const server = await openQuiz({
    events: (on) =>
      on('seat:leave', z.unknown(), { right: null }, async () => {
        began.open()
        await answering.passed
        done.push('answered')
      }),
    enter: async () => async () => {
      await leaving.passed
      done.push('left')
    },
  })
  const guest = await entered(server, 'guest')
  guest.emit('seat:leave')
  await began.passed
  const gone = once(guest, 'disconnect')
  const closed = server.close().then(() => done.push('closed'))
  await gone
  answering.open()
  await until(() => done.includes('answered'))
  leaving.open()
  await closed
  expect(done).toEqual(['answered', 'left', 'closed'])
})
