/** The socket of our pages against everything that can send it away, over real connections. */
import type { Socket as ServerSocket } from 'socket.io'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createRealtime } from '#server/realtime/io.ts'
import { once, serveSockets } from '../fixtures/realtime.ts'
import { openPage } from '../fixtures/socket-page.ts'
import { until } from '../fixtures/until.ts'
import { startUpgradeProxy, type UpgradeProxy } from '../fixtures/upgrade-proxy.ts'

async function startSockets(port = 0) {
  const realtime = await createRealtime()
  return { realtime, ...(await serveSockets(realtime, realtime.close, port)) }
}

let server: Awaited<ReturnType<typeof startSockets>>
const closing: (() => unknown)[] = []
beforeAll(async () => {
  server = await startSockets()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})
afterAll(() => server.close())

/** A namespace that treats everyone the same way. @returns its path, and when somebody came, in ms */
function openNamespace(name: string, treat: { handshake?: string; socket?: (socket: ServerSocket) => void }) {
  const came: number[] = []
  server.realtime.io
    .of(name)
    .use((_socket, next) => {
      came.push(performance.now())
      if (treat.handshake === undefined) return next()
      next(Object.assign(new Error(), { data: { code: treat.handshake, message: '' } }))
    })
    .on('connection', (socket) => treat.socket?.(socket))
  return { name, came }
}
async function open(url: string, settings = {}): Promise<Socket> {
  const { socket } = await openPage(url, settings)
  closing.push(() => socket.disconnect())
  return socket
}
const transportOf = (socket: Socket) => socket.io.engine.transport.name

describe('a page never knocks in a tight loop', () => {
  it('whatever the reason it is sent away, and however often its own code asks', async () => {
    const treatments = [
      { handshake: 'unavailable' },
      { handshake: 'elsewhere' },
      { socket: (socket: ServerSocket) => void socket.disconnect() },
      { socket: (socket: ServerSocket) => void socket.disconnect(true) },
      { socket: (socket: ServerSocket) => void socket.conn.close() },
    ].map((treat, n) => openNamespace(`/treated-${n}`, treat))
    for (const { name } of treatments) {
      const socket = await open(server.url + name)
      const asking = setInterval(() => socket.connect(), 20)
      closing.unshift(() => clearInterval(asking))
    }
    await until(() => treatments.every(({ came }) => came.length >= 3), 20_000)
    for (const { name, came } of treatments)
      for (const [n, at] of came.slice(1).entries()) expect(at - came[n]!, name).toBeGreaterThan(700)
  })

  it('that is sent away again and again: longer each time', async () => {
    const { name, came } = openNamespace('/away', { socket: (socket) => void socket.disconnect(true) })
    await open(server.url + name)
    await until(() => came.length === 4, 30_000)
    const gaps = came.slice(1).map((at, n) => at - came[n]!)
    // At least half of 1, 2 and 4 s.
    for (const [n, gap] of gaps.entries()) expect(gap).toBeGreaterThan(450 * 2 ** n)
  })

  it('whose server is gone, and it is back within seconds after it', async () => {
    const own = await startSockets()
    own.realtime.io.of('/back')
    const socket = await open(`${own.url}/back`)
    await once(socket, 'connect')
    const failed: number[] = []
    socket.on('connect_error', () => failed.push(performance.now()))
    await own.close()
    await until(() => failed.length === 3, 20_000)
    for (const [n, at] of failed.slice(1).entries()) expect(at - failed[n]!).toBeGreaterThan(700)
    const again = await startSockets(Number(new URL(own.url).port))
    closing.push(() => again.close())
    again.realtime.io.of('/back')
    const from = performance.now()
    await once(socket, 'connect')
    expect(performance.now() - from).toBeLessThan(7_000)
  })

  it('after it was closed', async () => {
    const { name, came } = openNamespace('/left', { handshake: 'unavailable' })
    const socket = await open(server.url + name)
    await once(socket, 'connect_error')
    socket.disconnect()
    await open(server.url + name)
    // The second page has come three times: the first would have come again, too.
    await until(() => came.length >= 4, 20_000)
    expect(came.length).toBe(4)
    expect(socket.active).toBe(false)
  })
})

describe('a page whose protocol is outdated', () => {
  it('is reloaded once, and where that does not help tries again later', async () => {
    const kept = new Map<string, string>()
    const reload = vi.fn<() => void>()
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    })
    vi.stubGlobal('location', { reload })
    const { name } = openNamespace('/protocol', { handshake: 'protocol' })
    await once(await open(server.url + name), 'connect_error')
    expect(reload).toHaveBeenCalledTimes(1)
    const waiting = vi.spyOn(globalThis, 'setTimeout')
    await once(await open(server.url + name), 'connect_error')
    expect(reload).toHaveBeenCalledTimes(1)
    const delays = waiting.mock.calls.map(([, ms]) => ms ?? 0)
    expect(Math.max(...delays)).toBeGreaterThan(4 * 60_000)
    expect(Math.max(...delays)).toBeLessThanOrEqual(5 * 60_000)
  })

  it('is not reloaded where nothing could be remembered about it', async () => {
    const reload = vi.fn<() => void>()
    const blocked = () => {
      throw new Error('blocked')
    }
    vi.stubGlobal('sessionStorage', { getItem: blocked, setItem: blocked })
    vi.stubGlobal('location', { reload })
    const { name } = openNamespace('/blocked', { handshake: 'protocol' })
    await once(await open(server.url + name), 'connect_error')
    expect(reload).not.toHaveBeenCalled()
  })
})

describe('a network that lets no upgrade to WebSocket through', () => {
  const behind = async (upgrades: UpgradeProxy['upgrades']) => {
    const proxy = await startUpgradeProxy(server.url, upgrades)
    closing.push(() => proxy.close())
    openNamespace('/live', {})
    return proxy
  }

  it.each(['swallowed', 400, 502] as const)('(%s) has polling after one try, and keeps to it', async (upgrades) => {
    const proxy = await behind(upgrades)
    const from = performance.now()
    const socket = await open(`${proxy.url}/live`, { openMs: 1_500 })
    await once(socket, 'connect')
    expect(performance.now() - from).toBeLessThan(5_000)
    expect(transportOf(socket)).toBe('polling')
    expect(proxy.asked).toBe(1)
    // The next connection need not find it out again.
    socket.io.engine.close()
    await once(socket, 'connect')
    expect(transportOf(socket)).toBe('polling')
    expect(proxy.asked).toBe(1)
  })

  it('has WebSocket later, when it lets upgrades through', async () => {
    const proxy = await behind('swallowed')
    const socket = await open(`${proxy.url}/live`, { openMs: 1_000, upgradeMs: 1_000 })
    await once(socket, 'connect')
    expect(transportOf(socket)).toBe('polling')
    // A further try in vain does not end the connection.
    await until(() => proxy.asked === 2)
    expect(socket.connected).toBe(true)
    proxy.upgrades = 'passed'
    await once(socket, 'connect')
    expect(transportOf(socket)).toBe('websocket')
  })
})
