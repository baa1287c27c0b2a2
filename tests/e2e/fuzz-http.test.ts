/** Any input to any route gets an answer in the error form, never a 5xx, never a crash. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Office } from '../fixtures/office.ts'
import type { Route } from '../fixtures/routes.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { rawBody, nameOf, SAMPLES, ROUTES, sampleOf, spoilt, query, contentType } from '../fixtures/fuzz.ts'

const RUNS_PER_ROUTE = Number(process.env.FUZZ_RUNS ?? 30)

describe('any route, any input', () => {
  let server: TestServer
  let office: Office
  let known: string[]
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    const card = randomUUID()
    const made = await office.call('POST', '/api/console/cards', { id: card, kind: 'tip', title: '新骗局' })
    if (made.status >= 300) throw new Error(`no card to throw bodies at: ${made.status}`)
    const { items } = (await office.call<{ items: { id: string }[] }>('POST', '/api/practice', {})).body
    known = [
      office.member.id,
      office.campaign.id,
      office.touchpoint.id,
      office.touchpoint.code,
      card,
      items[0]!.id,
      'task-rebate',
      'after-transfer',
    ]
  })
  afterAll(() => server?.stop())

  async function send(
    route: Route,
    params: string[],
    search: Record<string, string>,
    raw: string,
    type: string,
    signedIn: boolean,
  ): Promise<void> {
    const path = route.params.reduce(
      (built, name, index) => built.replace(`:${name}`, encodeURIComponent(params[index]!)),
      route.path,
    )
    const response = await fetch(`${server.url}${path}?${new URLSearchParams(search)}`, {
      method: route.method,
      headers: { ...(type && { 'content-type': type }), ...(signedIn && { cookie: office.cookie() }) },
      redirect: 'manual',
      ...(route.method !== 'GET' && { body: raw }),
    })
    const text = await response.text()
    const asked = `${route.method} ${path.slice(0, 200)} ← ${raw.slice(0, 200)}`
    const context = `${asked} → ${response.status} ${text.slice(0, 200)}`
    expect(response.status, context).toBeLessThan(500)
    if (response.status >= 400) {
      const { error } = JSON.parse(text) as { error: { code: string; message: string } }
      expect(error, context).toMatchObject({
        code: expect.stringMatching(/^[a-z_]+$/),
        message: expect.stringMatching(/[\u4e00-\u9fff]/),
      })
    }
  }

  it('knows all routes', () => expect(ROUTES.length).toBeGreaterThan(25))

  it.each(ROUTES.map((route) => [nameOf(route), route] as const))('%s', async (_name, route) => {
    const param = fc.oneof(
      fc.constantFrom(...known),
      fc.uuid(),
      fc.constantFrom('', ' ', '..', '%', '\u0000', 'null', '0', '-1', '长'.repeat(300), 'a'.repeat(3000)),
      fc.string({ maxLength: 30 }),
    )
    const sample = sampleOf(route)
    const content = sample
      ? fc.oneof({ weight: 1, arbitrary: rawBody }, { weight: 3, arbitrary: spoilt(sample) })
      : rawBody
    await fc.assert(
      fc.asyncProperty(
        fc.array(param, { minLength: route.params.length, maxLength: route.params.length }),
        query,
        content,
        contentType,
        fc.boolean(),
        async (params, search, body, type, signedIn) => {
          if (signedIn) await office.ensureSignedIn()
          const raw = body.replaceAll('$new', randomUUID()).replaceAll('$code', office.touchpoint.code)
          // A path segment cannot be empty or a dot segment: the URL parser would turn it into another route.
          await send(
            route,
            params.map((value) => (/^\.{0,2}$/.test(value) ? randomUUID() : value.replace(/\p{Surrogate}/gu, '�'))),
            search,
            raw,
            type,
            signedIn,
          )
        },
      ),
      { numRuns: RUNS_PER_ROUTE, endOnFailure: true },
    )
  })

  it('names a route in every sample', () => {
    const names = ROUTES.map(nameOf)
    expect(Object.keys(SAMPLES).filter((name) => !names.includes(name))).toEqual([])
  })

  it('is still ready, and was never restarted', async () => {
    expect((await fetch(`${server.url}/api/ready`)).status).toBe(200)
    expect(server.exited()).toBe(false)
  })

  it('refuses a wrong method, a broken path encoding and an unknown route in the same form', async () => {
    for (const [method, path, status] of [
      ['DELETE', '/api/health', 405],
      ['POST', '/api/scams/%E0%A4%A', 400],
      ['GET', '/api/no/such/thing', 404],
    ] as const) {
      const response = await fetch(server.url + path, { method })
      expect([status, 404, 405]).toContain(response.status)
      expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
    }
  })
})
