/** What the real server answers to requests that no page of ours sends: other methods, and the icon of old browsers. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../fixtures/server.ts'
import { startMigrated } from '../fixtures/starts.ts'

describe('the server', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startMigrated()
  })
  afterAll(() => server?.stop())

  /** Any method: `fetch` refuses some. */
  const ask = (method: string, path: string) =>
    new Promise<{ status: number | undefined; allow: string | undefined; body: string }>((resolve, reject) => {
      const { hostname, port } = new URL(server.url)
      const asked = request({ hostname, port, method, path, agent: false }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          const { allow } = response.headers
          resolve({ status: response.statusCode, allow, body: Buffer.concat(parts).toString() })
        })
      })
      asked.on('error', reject).end()
    })
  const PATHS = ['/', '/scams', '/s/A7BKQ2Z?from=timeline', '/screen', '/console/login', '/no-such-page', '/icon.svg']
  const refused = { status: 405, allow: 'GET, HEAD, OPTIONS', body: '不支持这种请求方式。' }

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'])(
    'takes no %s for a page or a file',
    async (method) => {
      for (const path of [...PATHS, '//api/health', '/apis', '/_nuxt/no.js'])
        expect(await ask(method, path), path).toEqual(refused)
    },
  )

  it('says which methods a page has, and has these', async () => {
    for (const path of PATHS) {
      expect(await ask('OPTIONS', path), path).toEqual({ status: 204, allow: 'GET, HEAD, OPTIONS', body: '' })
      const { status } = await ask('GET', path)
      expect(await ask('HEAD', path), path).toMatchObject({ status, body: '' })
      expect(status, path).toBe(path === '/no-such-page' ? 404 : 200)
    }
  })

  it('leads from an address with something pasted behind to its page, and from an unknown one nowhere', async () => {
    const to = async (path: string) => {
      const { status, headers } = await fetch(server.url + path, { redirect: 'manual' })
      return [status, headers.get('location')]
    }
    for (const page of ['/scams/gift-qr', '/panels/guard-app', '/help', '/screen', '/console'])
      expect(await to(`${page}%E3%80%82?a=1`), page).toEqual([302, `${page}?a=1`])
    expect(await to('/scams/GIFT-QR')).toEqual([302, '/scams/gift-qr'])
    for (const path of ['/scams/no-such%E3%80%82', '/no-such%E3%80%82', '/help.php', '/api/health%E3%80%82'])
      expect(await to(path), path).toEqual([404, null])
  })

  it('leaves methods of the API and of the connection to these', async () => {
    expect(await ask('GET', '/api/health')).toMatchObject({ status: 200 })
    for (const method of ['POST', 'DELETE', 'OPTIONS']) {
      const answer = await ask(method, '/api/health')
      expect(answer, method).toMatchObject({ status: 404, allow: undefined })
      expect(JSON.parse(answer.body), method).toMatchObject({ error: { code: 'not_found' } })
    }
    expect((await ask('POST', '/api/practice')).status).toBe(200)
    // Engine.IO itself knows no such session.
    expect(await ask('POST', '/socket.io/?EIO=4&transport=polling&sid=none')).toMatchObject({ status: 400 })
  })

  it('has an icon for browsers that ask for it by its old name', async () => {
    const response = await fetch(`${server.url}/favicon.ico`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/vnd.microsoft.icon'])
    const file = Buffer.from(await response.arrayBuffer())
    expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1])
    const pictures = Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
      const entry = file.subarray(6 + 16 * index, 22 + 16 * index)
      const start = entry.readUInt32LE(12)
      return { edge: entry.readUInt8(0), png: file.subarray(start, start + entry.readUInt32LE(8)) }
    })
    expect(pictures.map(({ edge }) => edge)).toEqual([16, 32, 48])
    for (const { edge, png } of pictures) {
      const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
      expect([info.width, info.height]).toEqual([edge, edge])
      // The blue of the drawing at its upper edge, and nothing in its rounded corner.
      const at = (x: number, y: number) => [...data.subarray((y * edge + x) * 4, (y * edge + x) * 4 + 4)]
      expect(at(edge / 2, 1)).toEqual([0x17, 0x47, 0xa6, 255])
      expect(at(0, 0)[3]).toBeLessThan(60)
    }
  })

  it('keeps every answer of the office out of stores, errors too, and names hosts that a page may reach', async () => {
    for (const path of [
      '/console',
      '/console/login',
      '/console/no-such',
      '/api/session',
      '/api/console/cards',
      '/setup',
    ])
      expect((await fetch(server.url + path)).headers.get('cache-control'), path).toBe('no-store')
    const { headers } = await fetch(`${server.url}/scams`)
    expect(headers.get('cache-control')).toBe('no-cache')
    const { host } = new URL(server.url)
    expect(headers.get('content-security-policy')).toContain(`connect-src 'self' ws://${host} wss://${host};`)
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  it('has written nothing into its window about addresses that nobody knows, nor about those who left', async () => {
    for (const path of ['/no-such-page', `/no-such-${'x'.repeat(6_000)}?code=A7BKQ2Z`, '/api/no-such?code=A7BKQ2Z'])
      expect((await ask('GET', path)).status).toBe(404)
    for (const path of ['/api/session', '/api/attempts', `/api/attempts/${randomUUID()}/answers`]) {
      const left = connect(server.port, '127.0.0.1')
      const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n`
      await new Promise<void>((resolve) => left.write(`${head}{"a":`, () => resolve()))
      // What came before is being worked on when this is answered.
      expect((await ask('GET', '/api/health')).status).toBe(200)
      left.destroy()
    }
    expect((await ask('GET', '/api/health')).status).toBe(200)
    const kept = readFileSync(join(server.dataDir, 'logs/server.log'), 'utf8').trimEnd().split('\n')
    expect(kept.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(['started'])
    // All of it has been written once the process is gone.
    await server.stop()
    expect(server.logs()).not.toMatch(/warn|fix:|\[[A-Z_]+\d+\]| error \[|^\s+at |A7BKQ2Z|xxx/im)
    expect(server.logs()).toMatch(/^\d\d:\d\d:\d\d info \[server\] stopped$/m)
  })
})
