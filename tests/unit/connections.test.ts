import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { limitConnections } from '#server/http/connections.ts'

const open: Socket[] = []
const server = createServer((_request, response) => response.end('here'))
afterEach(async () => {
  for (const socket of open) socket.destroy()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

it('lets no site hold all connections, and gives back what it has closed', async () => {
  limitConnections(server, 8)
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const from = async (localAddress: string) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress })
    socket.on('error', () => {})
    open.push(socket)
    await once(socket, 'connect')
    return socket
  }
  const isServed = async (socket: Socket) => {
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const answered = once(socket, 'data').then(() => true)
    const ended = once(socket, 'close').then(() => false)
    return Promise.race([answered, ended])
  }
  const laptop: boolean[] = []
  for (let n = 0; n < 8; n++) laptop.push(await isServed(await from('127.0.0.2')))
  expect(laptop.filter(Boolean)).toHaveLength(6)
  expect(await isServed(await from('127.0.0.3'))).toBe(true)
  const [first] = open
  first?.destroy()
  await expect.poll(async () => isServed(await from('127.0.0.2')), { timeout: 10_000 }).toBe(true)
})
