/**
 * Requests that are repeated, by a double tap, a weak network or on purpose, count once; and no device can answer for
 * another.
 */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReachReport } from '#shared/campaign/report.ts'
import { dayFromToday } from '../fixtures/days.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { trueReachOf } from '../fixtures/true-reach.ts'

const TIMES = 12

describe('repeated submissions', () => {
  let server: TestServer
  let office: Office
  let cookie: string
  const attempt = randomUUID()

  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  const post = (path: string, body: unknown, as = cookie) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: as },
      body: JSON.stringify(body),
    })
  /** Sends the same request several times at once. @returns the distinct answers */
  async function flood(path: string, body: unknown): Promise<Set<string>> {
    const answers = await Promise.all(
      Array.from({ length: TIMES }, async () => {
        const response = await post(path, body)
        return `${response.status < 300 ? 'ok' : response.status} ${await response.text()}`
      }),
    )
    return new Set(answers)
  }
  const stages = async () => (await trueReachOf(server, office.campaign.id)).stages

  it('a scan', async () => {
    const id = randomUUID()
    const first = await post(`/api/codes/${office.touchpoint.code}/scans`, { id }, '')
    cookie = first.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    expect(cookie).toMatch(/^jmt-device-[0-9a-f]{8}=/)
    expect(first.headers.getSetCookie().join()).toMatch(/HttpOnly/i)
    await flood(`/api/codes/${office.touchpoint.code}/scans`, { id })
    // Typed in lower case with a space, it is the same code.
    await post(`/api/codes/${encodeURIComponent(office.touchpoint.code.toLowerCase())}/scans`, { id })
    expect((await stages()).scan.events).toBe(1)
  })

  it('a start', async () => {
    expect((await flood('/api/attempts', { id: attempt, code: office.touchpoint.code })).size).toBe(1)
    expect((await stages()).start.events).toBe(1)
  })

  it('answers, and the completion they make; the first choice stays', async () => {
    const view = JSON.stringify(
      await (await fetch(`${server.url}/api/attempts/${attempt}`, { headers: { cookie } })).json(),
    )
    expect(view).not.toMatch(/truth|flags|explanation|correct|rule/)
    const answers = Array.from({ length: 10 }, (_, position) => ({ position, choice: 'scam' }))
    const given = await flood(`/api/attempts/${attempt}/answers`, { answers })
    expect(given.size).toBe(1)
    const changed = await post(`/api/attempts/${attempt}/answers`, {
      answers: answers.map((answer) => ({ ...answer, choice: 'genuine' })),
    })
    expect(`ok ${await changed.text()}`).toBe([...given][0])
    expect((await stages()).completion.events).toBe(1)
  })

  it('a share', async () => {
    const shared = await flood(`/api/attempts/${attempt}/shares`, { id: randomUUID() })
    expect(shared.size).toBe(1)
    expect((await stages()).share.events).toBe(1)
  })

  it('contacts', async () => {
    const entry = { id: randomUUID(), mode: 'report', day: dayFromToday(-1), source: 'staff', quantity: 40 }
    await Promise.all(
      Array.from({ length: TIMES }, () =>
        office.call('POST', `/api/console/touchpoints/${office.touchpoint.id}/contacts`, entry),
      ),
    )
    const { body } = await office.call<ReachReport>('GET', `/api/console/campaigns/${office.campaign.id}/reach`)
    expect(body.whole.contacts.total).toBe(40)
  })

  it('another device neither sees nor answers the attempt', async () => {
    const stranger = `jmt-device=${'A'.repeat(22)}`
    const answer = await post(
      `/api/attempts/${attempt}/answers`,
      { answers: [{ position: 0, choice: 'scam' }] },
      stranger,
    )
    expect(answer.status).toBe(404)
    for (const path of [`/api/attempts/${attempt}`, `/api/attempts/${attempt}/result`]) {
      expect((await fetch(server.url + path, { headers: { cookie: stranger } })).status).toBe(404)
      // A phone without a token is told that it needs one.
      expect((await fetch(server.url + path)).status).toBe(401)
    }
  })

  it('another site cannot post for a member', async () => {
    const response = await fetch(`${server.url}/api/console/campaigns`, {
      method: 'POST',
      headers: { cookie: office.cookie(), origin: 'http://evil.example', 'content-type': 'application/json' },
      body: '{}',
    })
    expect(response.status).toBe(403)
  })
})
