/** Hall screens stay in step by the server's clock alone, and tolerate servers of a newer or older version. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import { readScreenCode, recordFlips, shiftClock, tapWire } from '../fixtures/screen-page.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see } from '../fixtures/walk.ts'

/** How long each picture is shown, ms, instead of the product's 20 and 30 s. */
const TURN_MS = 4_000
const faster = (frame: string) => frame.replace(/"(sample|general|panel)Ms":\d+/g, `"$1Ms":${TURN_MS}`)

describe('hall screens', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  /** Pairs the screen by its code, as an officer does. @returns the id of the screen */
  async function pair(page: Page, name: string, campaignId: string | null): Promise<string> {
    const code = await readScreenCode(page)
    const paired = await office.call<{ id: string }>('POST', '/api/console/screens', {
      code,
      name,
      zone: '',
      campaignId,
    })
    expect(paired.status).toBe(201)
    return paired.body.id
  }
  async function openScreen(name: string, clockMs: number) {
    const page = await browser.open({ viewport: VIEWPORTS.landscape })
    const wire = await tapWire(page)
    wire.down = faster
    await shiftClock(page, clockMs)
    const flips = await recordFlips(page)
    await pair(page, name, null)
    return { page, wire, flips }
  }

  it('show the same panel and sample at the same time, though their own clocks are four minutes apart', async () => {
    const [a, b] = [await openScreen('左边', -120_000), await openScreen('右边', 120_000)]
    // Both have loaded their content and estimated the server's time. What they show first comes in mid-turn; the
    // third picture, at the latest, with a turn.
    const turned = async ({ flips }: typeof a) => {
      await expect.poll(async () => (await flips()).length).toBeGreaterThanOrEqual(3)
      return (await flips()).at(-1)!.at
    }
    const from = await Promise.all([a, b].map(turned))
    // In the middle of a turn, where neither is about to change.
    const begun = Math.max(...from) + 1.5 * TURN_MS
    const since = async ({ flips }: typeof a) => (await flips()).filter(({ at }) => at > begun)
    await expect
      .poll(async () => Math.min((await since(a)).length, (await since(b)).length), { timeout: 60_000 })
      .toBeGreaterThanOrEqual(5)
    const [left, right] = [(await since(a)).slice(0, 5), (await since(b)).slice(0, 5)]
    expect(left.map(({ shown }) => shown)).toEqual(right.map(({ shown }) => shown))
    expect(new Set(left.map(({ shown }) => shown)).size).toBeGreaterThan(3)
    for (const [n, { at }] of left.entries()) expect(Math.abs(at - right[n]!.at)).toBeLessThan(TURN_MS / 2)
  })

  it('ask for the time many times at once when they connect and when they woke, and then calmly', async () => {
    const { page, wire } = await openScreen('时钟', 0)
    const probes = () => wire.sent.filter((frame) => frame.includes('clock:probe')).length
    await expect.poll(probes).toBeGreaterThanOrEqual(12)
    const before = probes()
    // As after a sleep: the wall clock has advanced, the monotonic clock has not.
    await page.evaluate(() => {
      globalThis.Date = new Proxy(Date, {
        get: (target, key) => (key === 'now' ? () => target.now() + 600_000 : (Reflect.get(target, key) as unknown)),
      })
    })
    await expect.poll(() => probes() - before).toBeGreaterThanOrEqual(12)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await expect.poll(() => probes() - before).toBeGreaterThanOrEqual(24)
  })

  it('keep the last good picture when a newer server sends a kind that they do not know', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.landscape })
    const wire = await tapWire(page)
    const id = await pair(page, '老页面', office.campaign.id)
    await see(page, '老页面')
    const states: string[] = []
    wire.down = (frame) => {
      const changed = frame.replace('"show":{"kind":"attract"', '"show":{"kind":"hologram"')
      if (changed !== frame) states.push(changed)
      return changed
    }
    const rename = (name: string, revision: number) =>
      office.call('PATCH', `/api/console/screens/${id}`, { name, zone: '', campaignId: office.campaign.id, revision })
    await rename('新名字', 1)
    await expect.poll(() => states.some((frame) => frame.includes('新名字'))).toBe(true)
    await page.waitForFunction(() => new Promise((done) => requestAnimationFrame(() => done(true))))
    expect(await page.getByText('老页面').count()).toBe(1)
    wire.down = (frame) => frame
    await rename('又改了', 2)
    await see(page, '又改了')
  })

  it('of the earlier protocol reload once, and not again and again', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.landscape })
    const wire = await tapWire(page)
    await pair(page, '旧协议', office.campaign.id)
    await see(page, '旧协议')
    wire.up = (frame) => frame.replace(`"protocol":${PROTOCOL_VERSION}`, `"protocol":${PROTOCOL_VERSION - 1}`)
    const refused: string[] = []
    wire.down = (frame) => {
      if (frame.includes('"code":"protocol"')) refused.push(frame)
      return frame
    }
    const loads = countLoads(page)
    await page.reload()
    await expect.poll(() => refused.length).toBe(2)
    // The second refusal has been processed: a further reload would have started by now.
    await see(page, '正在重新连接')
    expect(loads()).toBe(2)
    wire.up = (frame) => frame
  })
})

function countLoads(page: Page): () => number {
  let loads = 0
  page.on('domcontentloaded', () => {
    loads += 1
  })
  return () => loads
}
