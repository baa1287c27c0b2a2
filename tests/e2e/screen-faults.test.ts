/** A hall screen without its network from the first moment, behind a captive portal, and with data it cannot draw. */
import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SCREEN_BUILD_HEADER } from '#shared/screen/address.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { CAMPAIGN_TITLE, type Office } from '../fixtures/office.ts'
import { playThrough, readScenarios, wayOf } from '../fixtures/play.ts'
import { readScreenCode } from '../fixtures/screen-page.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see, settled } from '../fixtures/walk.ts'

const SCENARIOS = readScenarios()
const DAY_S = 24 * 3600

describe('a hall screen', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  const door = (page: Page) => page.getByRole('button', { name: '演一回当事人' })
  /** A click would not wait for the door, which takes none at first. */
  async function enter(page: Page): Promise<void> {
    await door(page).waitFor()
    await settled(page)
    await door(page).click()
  }
  const attract = (page: Page) => page.locator('[data-view=attract]').waitFor()
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(async () => {
    await server?.stop()
    // A server that was started anew on a given folder leaves it.
    if (server) rmSync(server.dataDir, { recursive: true, force: true })
  })

  async function openPaired(address = '/screen'): Promise<Page> {
    const page = await browser.open({ viewport: VIEWPORTS.landscape, reducedMotion: 'reduce' })
    const code = await readScreenCode(page, address)
    const screen = { code, name: '入口大屏', zone: '', campaignId: office.campaign.id }
    expect((await office.call('POST', '/api/console/screens', screen)).status).toBe(201)
    await see(page, CAMPAIGN_TITLE)
    return page
  }
  /** The service worker has everything that the page has loaded. */
  const isKept = (page: Page) =>
    expect.poll(() => page.evaluate(async () => Boolean(await caches.match('/screen')))).toBe(true)
  const broken = (page: Page) =>
    page.locator('img').evaluateAll((all) => all.filter((img) => !(img as HTMLImageElement).naturalWidth).length)

  it('plays every scenario that it offers although the network went as soon as it was offered', async () => {
    const page = await openPaired()
    await door(page).waitFor()
    await settled(page)
    browser.allowNetworkErrors(page)
    await page.context().setOffline(true)
    await door(page).click()
    const seen = new Set<string>()
    while (seen.size < SCENARIOS.length) {
      const titles = await page.locator('.choose li b').allTextContents()
      expect(await broken(page)).toBe(0)
      for (const title of titles) {
        await page.getByRole('button', { name: title }).click()
        await page.getByRole('button', { name: '开始', exact: true }).waitFor()
        expect(await broken(page)).toBe(0)
        if (seen.size === 0) {
          const scenario = SCENARIOS.find((each) => each.title === title)
          if (!scenario) throw new Error(`unknown: ${title}`)
          await playThrough(page, wayOf(scenario, 'worst'), async () => {})
          expect(await page.locator('.debrief').count()).toBe(1)
        }
        await page.getByRole('button', { name: /^(不玩了|返回)$/ }).click()
        seen.add(title)
      }
      await page.getByRole('button', { name: '换一批' }).click()
    }
    await page.getByRole('button', { name: '回到首页' }).click()
    await attract(page)
    await see(page, '正在重新连接')
    await page.context().setOffline(false)
    await page.getByText('正在重新连接').waitFor({ state: 'detached', timeout: 60_000 })
    await attract(page)
  })

  it('offers nothing before it is there', async () => {
    let open = () => {}
    const held = new Promise<void>((resolve) => {
      open = resolve
    })
    const page = await browser.open({ viewport: VIEWPORTS.landscape, serviceWorkers: 'block' })
    await page.route('**/scams/*.svg', async (route) => {
      await held
      await route.continue()
    })
    const code = await readScreenCode(page)
    const screen = { code, name: '慢的图', zone: '', campaignId: office.campaign.id }
    await office.call('POST', '/api/console/screens', screen)
    await see(page, CAMPAIGN_TITLE)
    await page.evaluate(() => document.fonts.ready)
    expect(await door(page).count()).toBe(0)
    open()
    await door(page).waitFor()
  })

  it('ends on the attract view whatever cannot be drawn, and shows it again when it can', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.landscape, reducedMotion: 'reduce' })
    const faults: string[] = []
    await page.addInitScript(() => {
      // What is reported here is expected; the test counts it.
      const { error } = console
      console.error = (...parts: unknown[]) =>
        parts[0] instanceof Error ? console.info('fault', parts[0].message) : error(...parts)
    })
    page.on('console', (message) => message.text().startsWith('fault') && faults.push(message.text()))
    await page.route('**/api/screens/scenarios', async (route) => {
      const answer = await route.fetch()
      const pages = ((await answer.json()) as { scenario: object }[]).map((each) => ({
        ...each,
        scenario: { ...each.scenario, nodes: null },
      }))
      await route.fulfill({ response: answer, json: pages })
    })
    await page.route('**/api/screens/content', async (route) => {
      const answer = await route.fetch()
      const content = (await answer.json()) as { panels: object[] }
      await route.fulfill({
        response: answer,
        json: { ...content, panels: content.panels.map((panel) => ({ ...panel, slots: null, to: null, text: null })) },
      })
    })
    const code = await readScreenCode(page)
    const screen = { code, name: '坏数据', zone: '', campaignId: office.campaign.id }
    const paired = await office.call<{ id: string }>('POST', '/api/console/screens', screen)
    await enter(page)
    for (const again of [1, 2]) {
      await page.locator('.choose li button').first().click()
      await attract(page)
      await expect.poll(() => faults.length).toBeGreaterThanOrEqual(again)
      await see(page, CAMPAIGN_TITLE)
      if (again === 1) await enter(page)
    }
    expect(paired.status).toBe(201)
  })

  describe('with a service worker', () => {
    /** Something else answers in the server's place. */
    async function answerInstead(status: number, body: string): Promise<Server> {
      const portal = createServer((_request, response) =>
        response.writeHead(status, { 'content-type': 'text/html;charset=utf-8' }).end(body),
      )
      await new Promise<void>((resolve) => portal.listen(server.port, '127.0.0.1', resolve))
      return portal
    }

    it('keeps only our own page, and starts under every spelling of its address', { timeout: 240_000 }, async () => {
      const pages: [string, Page][] = []
      for (const spelling of ['/screen', '/Screen', '/SCREEN/?hall=1#top']) {
        const page = await openPaired(spelling)
        await isKept(page)
        browser.allowNetworkErrors(page)
        for (const status of [404]) browser.allowStatus(page, status)
        pages.push([spelling, page])
      }
      // In order, and the station stays for the server that follows.
      await server.kill('SIGTERM')
      for (const [status, body] of [
        [200, '<title>请先登录 Wi-Fi</title>'],
        [404, 'nothing here'],
      ] as const) {
        const portal = await answerInstead(status, body)
        for (const [spelling, page] of pages) {
          await page.reload()
          await see(page, CAMPAIGN_TITLE)
          expect(await page.title(), spelling).toContain('体验馆互动屏')
        }
        portal.closeAllConnections()
        await new Promise((resolve) => portal.close(resolve))
      }
      const [[, first] = []] = pages
      // Nobody answers at all, and the machine is asked for other spellings than the one it was set up with.
      const plain = ['/SCREEN', '/Screen/', '/sCreen?a=1', '/ScReEn/#b', '/screen/', '/screen']
      const escaped = ['/%73creen', '/%53CREEN/?a=1', '/s%63reen#b', '/S%43reen', '/sc%72e%65n/?a=%41']
      for (const spelling of [...plain, ...escaped]) {
        await first!.goto(spelling)
        await see(first!, CAMPAIGN_TITLE)
        expect(await first!.title(), spelling).toContain('体验馆互动屏')
      }
      expect(new URL(first!.url()).pathname + new URL(first!.url()).search).toBe('/screen/?a=A')
      server = await startServer({ dataDir: server.dataDir, port: server.port })
      for (const [, page] of pages) await page.getByText('正在重新连接').waitFor({ state: 'detached', timeout: 90_000 })
    })
  })

  it('is shown once: a second page of the same machine says so, and takes over when the first is closed', async () => {
    const first = await openPaired()
    const second = await first.context().newPage()
    await second.goto('/screen')
    await see(second, '此屏已在别处显示')
    expect(await second.getByRole('button', { name: '已经转账了怎么办' }).count()).toBe(1)
    const { body } = await office.call<{ screens: { contested: boolean }[] }>('GET', '/api/console/screens')
    expect(body.screens.filter(({ contested }) => contested)).toHaveLength(1)
    await see(first, CAMPAIGN_TITLE)
    await first.close()
    await see(second, CAMPAIGN_TITLE)
  })

  it('begins the time of its cookie anew at each start', async () => {
    const page = await openPaired()
    const token = async (context: BrowserContext) =>
      (await context.cookies()).find(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Strict')
    const cookie = await token(page.context())
    if (!cookie) throw new Error('the screen has no cookie')
    const soon = Date.now() / 1000 + DAY_S
    await page.context().addCookies([{ ...cookie, expires: soon }])
    await page.reload()
    await see(page, CAMPAIGN_TITLE)
    await expect.poll(async () => (await token(page.context()))?.expires).toBeGreaterThan(soon + 398 * DAY_S)
  })

  it('loads a new build by itself, and does not when the server does not have it', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.landscape })
    await page.addInitScript(() => {
      // The first of the moments at which the screens of a hall renew themselves.
      Math.random = () => 0
      if (sessionStorage.getItem('loaded')) return
      sessionStorage.setItem('loaded', 'once')
      // The first page is one of the build before.
      const age = (config: { app: { buildId: string } }) => {
        config.app.buildId = 'the-build-before'
        return config
      }
      let nuxt: { config?: { app: { buildId: string } } } = {}
      const take = (next: typeof nuxt) => {
        nuxt = next
        let { config } = next
        if (config) age(config)
        const set = (given: NonNullable<typeof config>) => {
          config = age(given)
        }
        Object.defineProperty(next, 'config', { get: () => config, set })
      }
      Object.defineProperty(globalThis, '__NUXT__', { get: () => nuxt, set: take })
    })
    const build = (await page.request.get('/screen')).headers()[SCREEN_BUILD_HEADER] ?? ''
    expect(build).not.toBe('')
    let loads = 0
    page.on('domcontentloaded', () => {
      loads += 1
    })
    const code = await readScreenCode(page)
    const screen = { code, name: '新版本', zone: '', campaignId: office.campaign.id }
    await office.call('POST', '/api/console/screens', screen)
    await see(page, CAMPAIGN_TITLE)
    await expect.poll(() => loads).toBe(2)
    await see(page, CAMPAIGN_TITLE)
    const renewal = () => page.evaluate(() => localStorage.getItem('jmt-screen-renewal') ?? '')
    expect(await renewal()).toContain(build)
    // A build that the server tells of and does not have: its page is looked for, and nothing is loaded.
    let lookedFor = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/screen') && !request.isNavigationRequest()) lookedFor += 1
    })
    await page.routeWebSocket(/\/socket\.io\//, (socket) => {
      const upstream = socket.connectToServer()
      upstream.onMessage((frame) => socket.send(String(frame).replaceAll(build, 'a-build-of-nowhere')))
    })
    await page.reload()
    await expect.poll(() => lookedFor).toBeGreaterThanOrEqual(1)
    await see(page, CAMPAIGN_TITLE)
    expect(loads).toBe(3)
    expect(await renewal()).not.toContain('nowhere')
  })
})
