/** The built server with its database taken away: every route and page says that it will be back, none is broken. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CutProxy, startCutProxy } from '../fixtures/cut-proxy.ts'
import { nameOf, ROUTES, sampleOf } from '../fixtures/fuzz.ts'
import { type Office, officeOf, setUpOffice } from '../fixtures/office.ts'
import { createServerDatabase, LOCAL_DEFAULT, serverAnswers } from '../fixtures/postgres.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { until } from '../fixtures/until.ts'

const postgres = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
const possible = existsSync('.output/server/index.mjs') && (await serverAnswers(postgres))
const PAGES = ['/', '/scams', '/cards', '/panels', '/practice', '/numbers', '/help', '/console', '/screen', '/guide']

describe.skipIf(!possible)('a server without its database', () => {
  let proxy: CutProxy
  let database: Awaited<ReturnType<typeof createServerDatabase>>
  let server: TestServer
  let office: Office
  beforeAll(async () => {
    database = await createServerDatabase(postgres)
    proxy = await startCutProxy(database.url)
    server = await startServer({ databaseUrl: proxy.url })
    office = officeOf(server, await setUpOffice(server))
  })
  afterAll(async () => {
    await proxy.heal()
    await server?.stop()
    await proxy.close()
    await database.remove()
  })

  const ready = async () => {
    const response = await fetch(`${server.url}/api/ready`)
    return { status: response.status, body: (await response.json()) as { checks: { database: boolean } } }
  }
  const isReady = async (expected: boolean) => (await ready()).body.checks.database === expected

  it.each(['cut', 'hang'] as const)(
    'tells the truth within five seconds, and again when it is back (%s)',
    async (fault) => {
      await proxy[fault]()
      await until(() => isReady(false), 5_000)
      expect((await ready()).status).toBe(503)
      await proxy.heal()
      await until(() => isReady(true), 5_000)
      expect((await ready()).status).toBe(200)
    },
  )

  it('answers every route without a 500, and says when to come again', async () => {
    await proxy.cut()
    const told: string[] = []
    for (const route of ROUTES) {
      const known: Record<string, string> = { code: office.touchpoint.code, slug: 'hall', token: 'x'.repeat(22) }
      const path = route.params.reduce(
        (built, name) => built.replace(`:${name}`, known[name] ?? randomUUID()),
        route.path,
      )
      const body = sampleOf(route)
      const response = await fetch(server.url + path, {
        method: route.method,
        headers: { cookie: office.cookie(), ...(body && { 'content-type': 'application/json' }) },
        ...(route.method !== 'GET' && { body: JSON.stringify(body ?? {}).replaceAll('"$new"', `"${randomUUID()}"`) }),
        redirect: 'manual',
      })
      const text = await response.text()
      const context = `${nameOf(route)} → ${response.status} ${text.slice(0, 200)}`
      expect([500, 502, 504], context).not.toContain(response.status)
      if (response.status !== 503 || route.path === '/api/ready') continue
      told.push(nameOf(route))
      expect(response.headers.get('retry-after'), context).toMatch(/^[1-9]\d*$/)
      expect(JSON.parse(text), context).toMatchObject({
        error: { code: 'unavailable', message: expect.stringMatching(/[\u4e00-\u9fff]/) },
      })
    }
    expect(told).toEqual(expect.arrayContaining(['POST /api/attempts', 'GET /api/codes/:code']))
    expect(told.length).toBeGreaterThan(40)
    for (const page of [...PAGES, `/s/${office.touchpoint.code}`]) {
      const response = await fetch(server.url + page, { headers: { accept: 'text/html' }, redirect: 'manual' })
      expect([500, 502, 504], `${page} → ${response.status}`).not.toContain(response.status)
      await response.text()
    }
    const code = await fetch(`${server.url}/s/${office.touchpoint.code}`)
    expect([code.status, await code.text()]).toEqual([503, expect.stringContaining('网页没能打开')])
    await proxy.heal()
    await until(() => isReady(true), 5_000)
    expect((await fetch(`${server.url}/s/${office.touchpoint.code}`)).status).toBe(200)
  })
})
