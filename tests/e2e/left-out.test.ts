/** Counts that nobody made, tried on the running product as one laptop would. */
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AttemptView } from '#shared/quiz/quiz.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { trueReachOf } from '../fixtures/true-reach.ts'

const PHONE = 'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0 MicroMessenger/8.0'

describe('what nobody made', () => {
  let server: TestServer
  let office: Office
  beforeAll(async () => {
    ;({ server, office } = await startOffice({ limited: true, trustProxy: '127.0.0.1' }))
  })
  afterAll(() => server?.stop())

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': PHONE, ...headers },
      body: JSON.stringify(body),
    })
  const scan = (headers?: Record<string, string>) =>
    post(`/api/codes/${office.touchpoint.code}/scans`, { id: randomUUID() }, headers)
  const newCookie = () => `jmt-device=${randomBytes(16).toString('base64url')}`
  const start = (headers?: Record<string, string>) =>
    post('/api/attempts', { id: randomUUID(), code: office.touchpoint.code }, headers)
  const events = async () => {
    const { scan, start, completion } = (await trueReachOf(server, office.campaign.id)).stages
    return [scan.events, start.events, completion.events]
  }

  it('a scan of a member, a program, or a browser that looks ahead; a start that keeps no cookie', async () => {
    await scan({ cookie: office.cookie() })
    await scan({ 'user-agent': 'Mozilla/5.0 (compatible; Baiduspider/2.0)' })
    await scan({ 'sec-purpose': 'prefetch;prerender' })
    await scan({ purpose: 'prefetch' })
    for (let press = 0; press < 3; press++) expect((await start()).status).toBe(200)
    expect((await start({ cookie: `${office.cookie()}; ${newCookie()}` })).status).toBe(200)
    expect(await events()).toEqual([0, 0, 0])
    await expect
      .poll(async () => (await trueReachOf(server, office.campaign.id)).leftOut.reasons, { timeout: 10_000 })
      .toEqual([
        { reason: 'member', events: 2 },
        { reason: 'bot', events: 1 },
        { reason: 'no_cookie', events: 3 },
        { reason: 'ahead', events: 2 },
      ])
    await scan()
    expect(await events()).toEqual([1, 0, 0])
  })

  it('a set that is answered at once; the answers get their verdicts', async () => {
    for (let journey = 0; journey < 20; journey++) {
      const cookie = newCookie()
      const view = (await (await start({ cookie })).json()) as AttemptView
      const answers = view.items.map(({ position }) => ({ position, choice: 'scam' }))
      const reply = await post(`/api/attempts/${view.id}/answers`, { answers }, { cookie })
      expect(((await reply.json()) as { feedback: unknown[] }).feedback).toHaveLength(10)
      expect((await fetch(`${server.url}/api/attempts/${view.id}/result`, { headers: { cookie } })).status).toBe(200)
    }
    expect(await events()).toEqual([1, 20, 0])
    const { reasons } = (await trueReachOf(server, office.campaign.id)).leftOut
    expect(reasons).toContainEqual({ reason: 'too_quick', events: 20 })
  })

  it('keeps nobody else waiting, says when to come again, and goes with what an officer takes out', async () => {
    let over = 0
    const flood = Array.from({ length: 400 }, async () => {
      const reply = await start({ cookie: newCookie() })
      over++
      return { status: reply.status, again: reply.headers.get('retry-after') }
    })
    // Another network, before a tenth of the flood.
    const real = await start({ cookie: newCookie(), 'x-forwarded-for': '198.51.100.7' })
    expect(real.status).toBe(200)
    const earlier = over
    const replies = await Promise.all(flood)
    const refused = replies.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.every(({ again }) => Number(again) > 0)).toBe(true)
    expect(earlier - refused.length).toBeLessThan(60)

    const { status } = await office.call('POST', `/api/console/campaigns/${office.campaign.id}/exclusions`, {
      id: randomUUID(),
      touchpointId: office.touchpoint.id,
      day: null,
      from: '00:00',
      to: '24:00',
      reason: '程序刷的',
    })
    expect(status).toBe(200)
    expect(await events()).toEqual([0, 0, 0])
    expect((await trueReachOf(server, office.campaign.id)).devices).toBe(0)
  })
})
