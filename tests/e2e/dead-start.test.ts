/** A page whose scripts do not come says so, and what every page's HTML carries for the time after. */
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see, startQuiz } from '../fixtures/walk.ts'

const SCRIPT = /\/_nuxt\/[\w-]+\.js/

describe('a dead start', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())
  const quiz = () => `/s/${office.touchpoint.code}`

  it.each([
    ['are gone', { status: 404, body: '' }],
    ['are broken', { contentType: 'text/javascript', body: 'const = 1' }],
  ])('is said at once where the scripts %s, and no button waits for ever', async (_name, answer) => {
    const page = await browser.open()
    browser.allowStatus(page, 404)
    browser.allowUncaught(page, /SyntaxError|valid digest/)
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route(SCRIPT, async (route) => {
      await held
      await route.fulfill(answer)
    })
    await page.goto(quiz(), { waitUntil: 'commit' })
    await startQuiz(page)
    const scam = page.getByRole('button', { name: /是骗局/ })
    const press = async () => {
      await scam.click()
      return scam.getAttribute('aria-busy')
    }
    await expect.poll(press).toBe('true')
    release()
    await see(page, '这一页没能打开')
    expect(await page.locator('[aria-busy="true"]').count()).toBe(0)
    await page.unroute(SCRIPT)
    await page.getByRole('link', { name: '重新打开' }).click()
    await startQuiz(page)
    expect(await page.getByRole('link', { name: '重新打开' }).count()).toBe(0)
  })

  it('is no dead start where scripts are only slow: it says so, and takes that back', async () => {
    const page = await browser.open()
    await page.clock.install()
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route(SCRIPT, async (route) => {
      await held
      await route.continue()
    })
    await page.goto(quiz(), { waitUntil: 'commit' })
    await page.getByRole('button', { name: '开始答题' }).waitFor()
    await page.clock.runFor(8_100)
    await see(page, '网络好像很慢')
    release()
    await page.getByRole('link', { name: '重新打开' }).waitFor({ state: 'detached' })
  })

  it('has words and a number where there are no scripts at all', async () => {
    const page = await browser.open({ javaScriptEnabled: false })
    for (const path of ['/', quiz(), '/practice']) {
      await page.goto(path)
      // Its text takes place at the top; locators do not look into `noscript`.
      const { height } = (await page.locator('noscript').first().boundingBox())!
      expect(height, path).toBeGreaterThan(60)
      expect(await page.content()).toMatch(
        /<noscript><p[^>]*>这个浏览器只能看字[^\s<]*拿不准，拨 <a href="tel:96110">[^]*<a href="tel:110">/,
      )
      expect(await page.content()).not.toMatch(/JavaScript|\n(?=答题)/)
    }
  })

  it('does not come from an old copy: pages are asked for again, their files never', async () => {
    for (const path of ['/', '/scams', quiz(), '/screen', '/console/login', '/no-such-page']) {
      const response = await fetch(server.url + path, { headers: { accept: 'text/html' } })
      // The office is kept nowhere at all.
      const kept = path.startsWith('/console') ? 'no-store' : 'no-cache'
      expect(response.headers.get('cache-control'), path).toBe(kept)
      const script = /\/_nuxt\/[\w-]+\.js/.exec(await response.text())![0]
      const file = await fetch(server.url + script)
      expect(file.headers.get('cache-control')).toContain('immutable')
    }
  })
})

describe('what a shared link shows', () => {
  let server: TestServer
  let office: Office
  beforeAll(async () => {
    ;({ server, office } = await startOffice({ publicUrl: 'https://fanzha.example' }))
  })
  afterAll(() => server?.stop())

  it('is a title, a text, an address and a square picture, on every page for people', async () => {
    const paths = [
      '/',
      '/scams',
      '/scams/task-rebate',
      '/scenarios',
      '/practice',
      '/cards',
      '/help',
      '/numbers',
      '/panels',
    ]
    for (const path of [...paths, '/guide', `/s/${office.touchpoint.code}`]) {
      const html = await (await fetch(`${server.url}${path}?from=x`)).text()
      const tag = (name: string) => new RegExp(`<meta property="${name}" content="([^"]*)"`).exec(html)?.[1] ?? ''
      expect(tag('og:title'), path).toMatch(/[\u4e00-\u9fff]/)
      expect(tag('og:description'), path).toMatch(/[\u4e00-\u9fff]/)
      expect(tag('og:url')).toBe(`https://fanzha.example${path}`)
      const picture = new URL(tag('og:image'))
      expect(picture.origin).toBe('https://fanzha.example')
      const bytes = Buffer.from(await (await fetch(server.url + picture.pathname)).arrayBuffer())
      // The size stands at a fixed place in a PNG.
      const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
      expect([width, height].map(String)).toEqual([tag('og:image:width'), tag('og:image:height')])
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(300)
    }
    const quiz = await (await fetch(`${server.url}/s/${office.touchpoint.code}`)).text()
    expect(quiz).toContain('<meta property="og:description" content="十条消息，分清真假">')
    expect(await (await fetch(`${server.url}/console/login`)).text()).not.toContain('og:image')
  })

  it('has its address also where the machine has an underscore in its name', async () => {
    const own = await startOffice()
    try {
      const html = await new Promise<string>((resolve, reject) => {
        get(`${own.server.url}/help`, { headers: { host: 'hall_pc:3000' } }, (response) => {
          text(response).then(resolve, reject)
        }).on('error', reject)
      })
      expect(html).toContain('content="http://hall_pc:3000/help"')
    } finally {
      await own.server.stop()
    }
  })

  it('answers HEAD as it answers GET', async () => {
    for (const path of ['/', '/api/health', '/api/ready', '/api/station', '/icon-512.png']) {
      const response = await fetch(server.url + path, { method: 'HEAD' })
      expect(response.status, path).toBe(200)
      expect(await response.text()).toBe('')
    }
  })
})
