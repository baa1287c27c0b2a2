/** A hall screen under bad conditions: no server at start, controls in reach at 75 cm, a wrong address. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { ADMIN, CAMPAIGN_TITLE, type Office } from '../fixtures/office.ts'
import { readScreenCode } from '../fixtures/screen-page.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see } from '../fixtures/walk.ts'

const PUBLIC_URL = 'https://fanzha.example'

describe('a hall screen', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  const redButton = (page: Page) => page.getByRole('button', { name: '已经转账了怎么办' })
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  async function openWaiting(viewport: { width: number; height: number }): Promise<{ page: Page; code: string }> {
    const page = await browser.open({ viewport })
    return { page, code: await readScreenCode(page) }
  }
  async function openPaired(
    viewport: { width: number; height: number },
    campaignId: string | null = office.campaign.id,
  ): Promise<Page> {
    const { page, code } = await openWaiting(viewport)
    expect(
      (await office.call('POST', '/api/console/screens', { code, name: '入口大屏', zone: '第一展区', campaignId }))
        .status,
    ).toBe(201)
    await see(page, campaignId ? CAMPAIGN_TITLE : '96110')
    return page
  }
  /** Upper and lower edge of an element, as fractions of the height. */
  async function band(page: Page, element = redButton(page)): Promise<{ top: number; bottom: number }> {
    const box = (await element.boundingBox())!
    const { height } = page.viewportSize()!
    return { top: box.y / height, bottom: (box.y + box.height) / height }
  }

  it('starts without its server: the last picture, the red button, and the present when it is back', async () => {
    const page = await openPaired(VIEWPORTS.landscape)
    browser.allowNetworkErrors(page)
    await expect.poll(() => page.evaluate(async () => Boolean(await caches.match('/screen')))).toBe(true)
    await server.kill('SIGKILL')
    await page.reload()
    await see(page, '秋季反诈进小区')
    await see(page, '正在重新连接')
    await redButton(page).click()
    await see(page, '马上打 110')
    await page.getByRole('button', { name: '看完了，关闭' }).click()
    server = await startServer({ dataDir: server.dataDir, port: server.port })
    await page.getByText('正在重新连接').waitFor({ state: 'detached', timeout: 60_000 })
    await see(page, '秋季反诈进小区')
  })

  it('has the service worker to itself', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.landscape })
    await page.goto('/')
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0)
  })

  it('has the red button in every view, and on a portrait panel between 55 and 76 % of the height', async () => {
    for (const viewport of [VIEWPORTS.landscape, VIEWPORTS.portrait]) {
      for (const page of [
        (await openWaiting(viewport)).page,
        await openPaired(viewport),
        await openPaired(viewport, null),
      ]) {
        expect(await redButton(page).count()).toBe(1)
        const button = await band(page)
        expect(button.bottom).toBeLessThanOrEqual(1)
        await redButton(page).click()
        const close = await band(page, page.getByRole('button', { name: '看完了，关闭' }))
        expect(close.bottom).toBeLessThanOrEqual(1)
        if (viewport !== VIEWPORTS.portrait) continue
        for (const { top, bottom } of [button, close]) {
          expect(top).toBeGreaterThan(0.55)
          expect(bottom).toBeLessThan(0.76)
        }
      }
    }
  })

  it('can be neither zoomed, pulled down, selected nor asked for a menu, and its help can be scrolled', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.portrait, hasTouch: true, isMobile: true })
    await readScreenCode(page)
    const fingers = await page.context().newCDPSession(page)
    const pinch = () => fingers.send('Input.synthesizePinchGesture', { x: 500, y: 400, scaleFactor: 2 })
    const pull = (yDistance: number) =>
      fingers.send('Input.synthesizeScrollGesture', { x: 500, y: 400, yDistance, speed: 4_000 })
    const style = (element: string, property: string) =>
      page.evaluate(([selector, name]) => getComputedStyle(document.querySelector(selector)!).getPropertyValue(name), [
        element,
        property,
      ] as const)
    const taken = (type: string, init: EventInit = {}) =>
      page.evaluate(
        ([name, more]) =>
          !document.body.dispatchEvent(new WheelEvent(name, { cancelable: true, bubbles: true, ...more })),
        [type, init] as const,
      )
    const view = () => page.evaluate(() => [visualViewport?.scale, scrollY, visualViewport?.offsetTop])

    expect(await page.locator('meta[name=viewport]').getAttribute('content')).toContain('user-scalable=no')
    await pinch()
    await pull(600)
    expect(await view()).toEqual([1, 0, 0])
    for (const type of ['contextmenu', 'gesturestart']) expect(await taken(type), type).toBe(true)
    expect(await taken('wheel', { ctrlKey: true } as EventInit)).toBe(true)
    expect(await style('main', 'user-select')).toBe('none')
    for (const element of ['html', 'body', 'main']) expect(await style(element, 'touch-action'), element).toBe('none')
    // A pull at the end of what scrolls would load the page anew; Safari 14 knows only the fixed body.
    expect(await style('html', 'overscroll-behavior-y')).toBe('none')
    expect(await style('body', 'position')).toBe('fixed')
    await redButton(page).click()
    expect(await style('dialog', 'touch-action')).toBe('pan-y')
    expect(await style('dialog', 'overflow-y')).toBe('auto')
    expect(await style('dialog', 'overscroll-behavior-y')).toBe('contain')
    await pinch()
    await pull(600)
    expect(await view()).toEqual([1, 0, 0])
  })
})

describe('a server with a public https address, reached over the hall’s own plain HTTP', () => {
  let server: TestServer
  beforeAll(async () => {
    ;({ server } = await startOffice({ publicUrl: PUBLIC_URL }))
  })
  afterAll(() => server?.stop())

  it.each([
    ['its own', (): string => server.url, ''],
    ['the public one', (): string => PUBLIC_URL, '__Host-'],
  ] as const)('sets cookies that a page of %s address can keep', async (_whose, origin, prefix) => {
    const post = async (path: string, body: object, cookie = '') => {
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers: { origin: origin(), cookie, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(response.status, path).toBeLessThan(300)
      return response
    }
    const cookieNamed = (response: Response, name: string) =>
      response.headers.getSetCookie().find((line) => new RegExp(`^${prefix}${name}-[0-9a-f]{8}=[^;]`).test(line))!
    const login = cookieNamed(
      await post('/api/session', { login: ADMIN.login, password: ADMIN.password }),
      'jmt-office',
    )
    expect(/; secure/i.test(login)).toBe(prefix !== '')
    const pairing = (await (await post('/api/screens/pairings', {})).json()) as {
      id: string
      secret: string
      code: string
      officeOrigin: string
    }
    expect(pairing.officeOrigin).toBe(PUBLIC_URL)
    await post(
      '/api/console/screens',
      { code: pairing.code, name: '入口大屏', zone: '', campaignId: null },
      login.split(';')[0],
    )
    const screen = cookieNamed(
      await post(`/api/screens/pairings/${pairing.id}/collect`, { secret: pairing.secret }),
      'jmt-screen',
    )
    expect(/; secure/i.test(screen)).toBe(prefix !== '')
  })

  it('takes no password over plain HTTP at its public address, and says which to open', async () => {
    const answer = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { origin: PUBLIC_URL.replace('https', 'http'), 'content-type': 'application/json' },
      body: JSON.stringify({ login: ADMIN.login, password: ADMIN.password }),
    })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []])
    expect(await answer.json()).toMatchObject({
      error: { code: 'forbidden', message: expect.stringContaining(`请打开 ${PUBLIC_URL} 再登录`) },
    })
  })
})
