/** What stands in front of every route, on a real HTTP server: forwarded addresses, cookies, headers. */
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, createEvent, deleteCookie, eventHandler, setCookie, toNodeListener } from 'h3'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { addressOf, isOverHttps, requireSafeWay } from '#server/http/client.ts'
import { standInFront } from '#server/http/front.ts'
import { ownName, readCookie } from '#server/http/cookies.ts'

const PUBLIC = 'https://fanzha.example'
const OFFICE = `jmt-office-${'a'.repeat(8)}`
let server: Server
beforeAll(async () => {
  const app = createApp()
  app.use(
    eventHandler((event) => {
      const { headers } = event.node.req
      if (event.path.startsWith('/set')) {
        const options = { httpOnly: true, sameSite: 'lax', secure: isOverHttps(event.node.req) } as const
        setCookie(event, ownName('jmt-device'), 'd', { ...options, path: '/', maxAge: 9 })
        setCookie(event, ownName('jmt-known'), 'k', { ...options, path: '/api' })
        deleteCookie(event, ownName('jmt-screen'), { path: '/' })
      }
      if (event.path.startsWith('/page'))
        event.node.res.setHeader('content-security-policy', "default-src 'self'; connect-src 'self'; font-src 'self'")
      if (event.path.startsWith('/console/file')) event.node.res.setHeader('cache-control', 'private, no-store')
      const forwarded = Object.keys(headers).filter((name) => /^(?:x-)?forwarded|^x-real/.test(name))
      return { cookie: headers.cookie, address: addressOf(event), device: readCookie(headers, 'jmt-device'), forwarded }
    }),
  )
  const listener = toNodeListener(app)
  server = createServer((asked, response) => {
    standInFront(asked, response)
    // As engine.io answers: without any frame.
    if (asked.url === '/api/session/bare') response.writeHead(404, { 'x-bare': '1' }).end()
    else void listener(asked, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

interface Seen {
  status: number | undefined
  headers: IncomingHttpHeaders
  body: { cookie?: string; address?: string; device?: string; forwarded?: string[] }
}
const ask = (path: string, headers: OutgoingHttpHeaders = {}) =>
  new Promise<Seen>((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    request({ port, host: '127.0.0.1', path, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(text || '{}') }),
      )
    })
      .on('error', reject)
      .end()
  })
const secured = (over: OutgoingHttpHeaders = {}) => {
  vi.stubEnv('PUBLIC_URL', PUBLIC)
  return { host: 'fanzha.example', ...over }
}

describe('a forwarded address', () => {
  const chain = { 'x-forwarded-for': '1.1.1.1, 203.0.113.9, 10.0.0.7' }
  it('is believed from nobody by default, not even on this machine', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue()
    // Nothing that comes later may read what a visitor says of himself.
    const said = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'for=1.1.1.1' }
    const told = await ask('/', { ...chain, ...said, 'x-real-ip': '1.1.1.1', 'x-forwarded-port': '1' })
    expect(told.body).toMatchObject({ address: '127.0.0.1', forwarded: [] })
    expect((await ask('/')).body.address).toBe('127.0.0.1')
    expect(warned).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('not in TRUST_PROXY'))
  })
  it.each([
    ['127.0.0.1', chain, '10.0.0.7'],
    ['127.0.0.1,10.0.0.0/8', chain, '203.0.113.9'],
    ['::1 127.0.0.0/8, 10.0.0.0/8', { 'x-forwarded-for': '10.0.0.7' }, '10.0.0.7'],
    ['127.0.0.1', { 'x-forwarded-for': 'unknown' }, '127.0.0.1'],
    ['127.0.0.1', { 'x-forwarded-for': '198.51.100.4:5123' }, '198.51.100.4'],
    ['127.0.0.1', { 'x-forwarded-for': '[2001:db8::1]:443' }, '2001:db8::1'],
    ['127.0.0.1', {}, '127.0.0.1'],
    ['10.0.0.1', chain, '127.0.0.1'],
  ])('with TRUST_PROXY=%s and %j is %s', async (proxies, headers, address) => {
    vi.stubEnv('TRUST_PROXY', proxies)
    vi.spyOn(console, 'warn').mockReturnValue()
    expect((await ask('/', headers)).body.address).toBe(address)
  })
})

describe('https', () => {
  const from = (headers: IncomingHttpHeaders, remoteAddress = '127.0.0.1') =>
    isOverHttps({ headers, socket: { remoteAddress } })
  it('is told by the page, else by a proxy of ours, else by the host', () => {
    vi.stubEnv('PUBLIC_URL', PUBLIC)
    expect(from({ host: 'fanzha.example' })).toBe(true)
    expect(from({ host: 'fanzha.example:443' })).toBe(true)
    expect(from({ host: '192.168.1.20:3000' })).toBe(false)
    expect(from({ host: '192.168.1.20', 'x-forwarded-proto': 'https' })).toBe(false)
    vi.stubEnv('TRUST_PROXY', '127.0.0.1')
    expect(from({ host: '192.168.1.20', 'x-forwarded-proto': 'https' })).toBe(true)
    expect(from({ host: '192.168.1.20', 'x-forwarded-proto': 'https' }, '192.168.1.30')).toBe(false)
    expect(from({ host: 'fanzha.example', 'x-forwarded-proto': 'http' })).toBe(false)
    expect(from({ host: 'fanzha.example', origin: 'http://192.168.1.20', 'x-forwarded-proto': 'https' })).toBe(false)
  })

  const refused = (headers: IncomingHttpHeaders) => {
    try {
      requireSafeWay(createEvent({ headers, socket: {} } as never, {} as never))
      return undefined
    } catch (error) {
      return error
    }
  }
  it('is required for a password, except in the hall’s own network', () => {
    for (const origin of [
      'http://fanzha.example',
      'http://other.example:3000',
      'http://203.0.113.9',
      'http://[2001:db8::1]',
    ])
      expect(refused({ origin }), origin).toBeUndefined()
    vi.stubEnv('PUBLIC_URL', PUBLIC)
    for (const origin of [
      'http://fanzha.example',
      'http://other.example:3000',
      'http://203.0.113.9',
      'http://[2001:db8::1]',
    ])
      expect(refused({ origin, host: origin.slice(7) }), origin).toMatchObject({
        code: 'forbidden',
        message: '现在的网址没有加密，密码可能被别人看到。请打开 https://fanzha.example 再登录。',
      })
    for (const origin of [
      PUBLIC,
      'http://192.168.1.20:3000',
      'http://127.0.0.1:3000',
      'http://hall-pc',
      'http://[::1]:3000',
    ])
      expect(refused({ origin, host: origin.replace(/^.*\/\//, '') }), origin).toBeUndefined()
  })
})

describe('an answer', () => {
  it('tells browsers to keep to https on the public host only', async () => {
    expect((await ask('/', { host: 'fanzha.example' })).headers).not.toHaveProperty('strict-transport-security')
    const { headers } = await ask('/', secured())
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
    expect((await ask('/', { host: '192.168.1.20:3000' })).headers).not.toHaveProperty('strict-transport-security')
    vi.stubEnv('PUBLIC_URL', 'http://fanzha.example')
    expect((await ask('/', { host: 'fanzha.example' })).headers).not.toHaveProperty('strict-transport-security')
  })

  it.each([
    ['192.168.1.20:3000', ' ws://192.168.1.20:3000 wss://192.168.1.20:3000'],
    ['fanzha.example', ' ws://fanzha.example wss://fanzha.example'],
    ['[::1]:3000', ''],
    ["a;script-src'", ''],
    ['*', ''],
  ])('lets a page of %s open sockets to that host only', async (host, hosts) => {
    const { headers } = await ask('/page', { host })
    expect(headers['content-security-policy']).toBe(`default-src 'self'; connect-src 'self'${hosts}; font-src 'self'`)
  })

  it.each([
    '/console',
    '/console/cards?x=1',
    '/Console',
    '/api/console/cards',
    '/api/session',
    '/api/session/bare',
    '/setup',
    '/join/x',
  ])('of the office is stored nowhere: %s', async (path) =>
    expect((await ask(path)).headers['cache-control']).toBe('no-store'),
  )
  it('of other pages, and what says so itself, stays', async () => {
    expect((await ask('/console/file')).headers['cache-control']).toBe('private, no-store')
    for (const path of ['/', '/scams', '/consoles', '/api/cards', '/s/console'])
      expect((await ask(path)).headers, path).not.toHaveProperty('cache-control')
  })
})

describe('cookies', () => {
  it('keep their names on plain HTTP', async () => {
    const { headers } = await ask('/set', secured({ host: '192.168.1.20:3000' }))
    expect(headers['set-cookie']).toEqual([
      'jmt-device=d; Max-Age=9; Path=/; HttpOnly; SameSite=Lax',
      'jmt-known=k; Path=/api; HttpOnly; SameSite=Lax',
      'jmt-screen=; Max-Age=0; Path=/',
    ])
  })

  it('belong to this host alone over https, and replace those without a prefix', async () => {
    const { headers } = await ask('/set', secured({ cookie: 'jmt-device=old; jmt-known=old; other=1' }))
    expect(headers['set-cookie']).toEqual([
      '__Host-jmt-device=d; Max-Age=9; HttpOnly; SameSite=Lax; Path=/; Secure',
      'jmt-device=; Max-Age=0; Path=/',
      '__Host-jmt-known=k; HttpOnly; SameSite=Lax; Path=/; Secure',
      'jmt-known=; Max-Age=0; Path=/api',
      '__Host-jmt-screen=; Max-Age=0; Path=/; Secure',
    ])
  })

  it('are read with the prefix first, and a session over https only with it', async () => {
    const cookie = `jmt-device=planted; ${OFFICE}=planted; a=b=c; __Host-jmt-device=mine; __Host-else=1`
    expect((await ask('/', secured({ cookie }))).body).toMatchObject({
      cookie: 'jmt-device=mine; a=b=c; __Host-else=1',
      device: 'mine',
    })
    expect((await ask('/', secured({ cookie: `__Host-${OFFICE}=mine` }))).body.cookie).toBe(`${OFFICE}=mine`)
    // An older version's device and screen are taken over.
    expect((await ask('/', secured({ cookie: 'jmt-device=old; jmt-screen=s' }))).body.cookie).toBe(
      'jmt-device=old; jmt-screen=s',
    )
    expect((await ask('/', { host: '192.168.1.20:3000', cookie: `${OFFICE}=lan` })).body.cookie).toBe(`${OFFICE}=lan`)
  })
})
