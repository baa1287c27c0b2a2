/** The network blinks while a page loads its first code: it stays readable, says so, and comes to life by itself. */
import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see } from '../fixtures/walk.ts'

const SCRIPT = /\/_nuxt\/[\w-]+\.js/
const BLINK = '网络断了一下，正在自己重新打开'

describe('a page whose first code does not come', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  const isAlive = (page: Page) => page.evaluate(() => !('__alive' in window) && !document.getElementById('dead-start'))
  async function open(): Promise<Page> {
    const page = await browser.open({ serviceWorkers: 'block' })
    browser.allowNetworkErrors(page)
    browser.allowStatus(page, 404)
    browser.allowUncaught(page, /dynamically imported module|Importing a module script failed|ERR_FAILED|NUXT_E1005/)
    return page
  }
  /** Scripts without which a page does not come to life: those in its HTML, and what they load in turn. */
  async function scriptsOf(path: string): Promise<string[]> {
    const html = await (await fetch(server.url + path, { headers: { accept: 'text/html' } })).text()
    const found = new Set(html.match(new RegExp(SCRIPT, 'g')))
    // A screen goes on loading once it is alive: what it can be asked to show.
    if (path === '/screen') return [...found].filter((_script, index) => index % 3 === 0)
    const page = await open()
    page.on('request', (request) => {
      const script = SCRIPT.exec(request.url())?.[0]
      if (script) found.add(script)
    })
    await page.goto(path, { waitUntil: 'commit' })
    await expect.poll(() => isAlive(page)).toBe(true)
    expect(found.size, path).toBeGreaterThan(1)
    return [...found]
  }
  /** Lets the clock of the page go until it has loaded itself anew. */
  async function reloads(page: Page): Promise<void> {
    let reloaded = false
    page.once('framenavigated', () => {
      reloaded = true
    })
    const tick = async () => {
      if (!reloaded) await page.clock.runFor(1_000)
      return reloaded
    }
    await expect.poll(tick, { timeout: 60_000 }).toBe(true)
  }
  it.each([
    ['/s/CODE', /开始答题/],
    ['/', /骗局/],
    ['/scams/task-rebate', /刷单/],
    ['/practice', /骗局/],
    ['/help', /转账/],
    ['/console/login', /密码/],
    ['/screen', /体验馆/],
    ['/no-such-page', /没有这一页/],
  ])('stays as it is and starts by itself: %s', async (name, words) => {
    const path = name.replace('CODE', office.touchpoint.code)
    await Promise.all(
      (await scriptsOf(path)).map(async (script) => {
        const page = await open()
        // A browser asks twice, for the preload and for the code itself.
        let tried = 0
        const fail = (route: Route) => {
          tried++
          return route.abort()
        }
        const named = new RegExp(script)
        await page.route(named, fail)
        await page.goto(path, { waitUntil: 'commit' })
        await see(page, BLINK)
        await page.unroute(named)
        expect(tried).toBeGreaterThan(0)
        // What came from the server is still there, and no error page is.
        expect(await page.locator('#__nuxt').innerText(), `${path} without ${script}`).toMatch(words)
        expect(await page.title()).not.toContain('系统出了点问题')
        await expect.poll(() => isAlive(page), { timeout: 30_000 }).toBe(true)
        expect(await page.locator('#__nuxt').innerText()).toMatch(words)
      }),
    )
  })

  it('is tried again on a hall screen for as long as it takes, and says the numbers meanwhile', async () => {
    const page = await open()
    await page.clock.install()
    await page.route(SCRIPT, (route) => route.abort())
    await page.goto('/screen', { waitUntil: 'commit' })
    for (let round = 0; round < 5; round++) {
      await see(page, BLINK)
      await see(page, '已经转账，马上打 110')
      // A button that does nothing must not promise help.
      expect(await page.getByRole('button', { name: '已经转账了怎么办' }).count()).toBe(0)
      await reloads(page)
    }
    // Only when this load has failed too: a page that is still asking for its code would come to life at once.
    await see(page, BLINK)
    await page.unroute(SCRIPT)
    await reloads(page)
    await expect.poll(() => isAlive(page), { timeout: 30_000 }).toBe(true)
  })

  it('is tried three times on a phone, and then waits for a person', async () => {
    const page = await open()
    await page.clock.install()
    await page.route(SCRIPT, (route) => route.abort())
    await page.goto('/help', { waitUntil: 'commit' })
    for (let round = 0; round < 3; round++) {
      await see(page, BLINK)
      await reloads(page)
    }
    await see(page, '这一页没能打开，请重新打开')
    expect(await page.getByText(BLINK).count()).toBe(0)
  })
})
