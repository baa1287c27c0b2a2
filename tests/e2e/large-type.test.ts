/** Phones set up for weak eyes: large type, small windows, dark mode that is forced upon pages. */
import type { Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from '../fixtures/browser.ts'
import { faultsOf } from '../fixtures/legible.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { readQrCodes } from '../fixtures/screen-look.ts'
import { startOffice } from '../fixtures/starts.ts'
import { answerItem, finishQuiz, proceed, startQuiz } from '../fixtures/walk.ts'

const PUBLIC = [
  '/',
  '/scams',
  '/scams/task-rebate',
  '/scenarios',
  '/practice',
  '/cards',
  '/help',
  '/numbers',
  '/panels',
  '/no-such-page',
]

/** As WeChat's setting for the size of type does it: type grows, boxes do not. */
const enlarge = (page: Page, percent: number) =>
  page.evaluate((size) => document.documentElement.style.setProperty('-webkit-text-size-adjust', size), `${percent}%`)

function luminance([red = 0, green = 0, blue = 0]: number[]): number {
  const linear = [red, green, blue].map((part) =>
    part / 255 <= 0.04045 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0)
}

/** Contrast, as painted, between the commonest colour of a picture and the one inside it that differs most. */
function inkContrast(file: Buffer): number {
  const { data, width, height } = PNG.sync.read(file)
  const counts = new Map<number, number>()
  // Without the margins, where the round corners show what is behind.
  for (let y = 8; y < height - 8; y++)
    for (let x = 14; x < width - 14; x++) {
      const shade = Math.round(luminance([...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)]) * 500) / 500
      counts.set(shade, (counts.get(shade) ?? 0) + 1)
    }
  const ground = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
  const ratio = (shade: number) => (Math.max(shade, ground) + 0.05) / (Math.min(shade, ground) + 0.05)
  return Math.max(...[...counts.keys()].map(ratio))
}

/** As a station may have them at most: its name and two numbers, which stand on the pages of a quiz. */
const STATION = {
  name: '城东街道迎晖路社区与五云新村社区联合警务室及反诈劝阻服务站（北区）',
  allianceName: '城东街道迎晖路社区与五云新村反诈联盟',
  telephone: '0571-88886666转8、0571-88886667',
  address: '城东街道迎晖路 128 号社区服务中心一楼大厅东侧',
}
const OFFICE = ['', '/cards', '/cards/new', '/screens', '/content', '/members', '/station', '/audit', '/account']

describe('large type and forced dark', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url, { args: ['--blink-settings=forceDarkModeEnabled=true'] })
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    const { body } = await office.call<object>('GET', '/api/console/station')
    const { status } = await office.call('PUT', '/api/console/station', { ...body, ...STATION })
    if (status !== 200) throw new Error(`the station was not taken: ${status}`)
  })
  afterAll(() => server?.stop())

  /** Every setting of type: the browser's, from small to large, and the site's own. */
  async function expectLegible(page: Page, path: string): Promise<void> {
    for (const elder of [false, true])
      for (const percent of elder ? [100] : [100, 140, 200]) {
        await page.evaluate((on) => document.documentElement.toggleAttribute('data-elder', on), elder)
        await enlarge(page, percent)
        expect(await faultsOf(page), `${path} at ${percent} %${elder ? ', elder' : ''}`).toEqual([])
      }
  }
  const phone = (width: number) => browser.open({ viewport: { width, height: 844 }, isMobile: true, hasTouch: true })

  it.each([320, 360, 390])('leave every public page legible, %d px wide', async (width) => {
    const page = await phone(width)
    browser.allowStatus(page, 404)
    for (const path of [...PUBLIC, '/guide', `/s/${office.touchpoint.code}`]) {
      await page.goto(path)
      await expectLegible(page, path)
      if (path !== '/help' || width < 390) continue
      await enlarge(page, 200)
      const torn = await page.locator('h1 .phrase').evaluateAll(
        (phrases) =>
          phrases.filter((phrase) => {
            const range = document.createRange()
            range.selectNodeContents(phrase)
            return range.getClientRects().length > 1
          }).length,
      )
      expect(torn, 'the heading of the help').toBe(0)
    }
  })

  it('leave a quiz legible and its buttons in reach, from the first question to the picture to share', async () => {
    const page = await phone(320)
    await page.goto(`/s/${office.touchpoint.code}`)
    await enlarge(page, 200)
    await startQuiz(page)
    await expectLegible(page, 'the question')
    await answerItem(page, 'scam')
    await expectLegible(page, 'the verdict')
    await proceed(page)
    await finishQuiz(page)
    await expectLegible(page, 'the result')
    await page.getByRole('button', { name: '转给家人' }).click()
    await page.getByRole('img', { name: STATION.name }).waitFor()
    await expectLegible(page, 'sharing')
  })

  it.each([320, 390])('leave a scenario legible and its phone unfolded, %d px wide', async (width) => {
    const page = await browser.open({
      viewport: { width, height: 844 },
      isMobile: true,
      hasTouch: true,
      reducedMotion: 'reduce',
    })
    await page.goto('/scenarios/task-rebate')
    await expectLegible(page, 'the role')
    await enlarge(page, 200)
    await page.getByRole('button', { name: '开始' }).click()
    const on = page.locator('.now button')
    const end = page.locator('.debrief')
    for (let step = 0; !(await end.count()); step += 1) {
      await on.or(end).first().waitFor()
      if (await end.count()) break
      await expectLegible(page, `step ${step}`)
      for (const large of ['elder', 'type']) {
        await page.evaluate((on) => document.documentElement.toggleAttribute('data-elder', on), large === 'elder')
        await enlarge(page, large === 'elder' ? 100 : 200)
        if (large === 'elder' && width > 320) continue
        // Nothing scrolls inside of the page.
        const hidden = () => page.locator('.box').evaluate((box) => box.scrollHeight - box.clientHeight)
        await expect.poll(hidden, { message: `step ${step}, ${large}` }).toBe(0)
      }
      const shown = await page.locator('.name').innerText()
      await on.first().click()
      await expect.poll(() => page.locator('.name').innerText()).not.toBe(shown)
    }
    await expectLegible(page, 'the debrief')
  })

  it('leave every main page of the office legible', async () => {
    const page = await phone(390)
    const cookies = office.cookie().split('; ')
    await page.context().addCookies(
      cookies.map((cookie) => {
        const at = cookie.indexOf('=')
        return { name: cookie.slice(0, at), value: cookie.slice(at + 1), url: server.url }
      }),
    )
    const campaign = `/campaigns/${office.campaign.id}`
    for (const path of [...OFFICE, '/campaigns/new', campaign, `${campaign}/print`]) {
      await page.goto(`/console${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expectLegible(page, `/console${path}`)
    }
  })

  it.each([360, 375, 390])('do not make the home page grow while a verdict lands, %d px wide', async (width) => {
    const page = await phone(width)
    for (const percent of [100, 200]) {
      await page.goto('/')
      // As it is at the beginning of the animation, when the seal is largest.
      await page.addStyleTag({ content: '* { animation-duration: 600s !important }' })
      await enlarge(page, percent)
      await page.locator('.opening .message').first().tap()
      await page.locator('.opening .seal').first().waitFor()
      expect(await faultsOf(page), `at ${percent} %`).toEqual([])
    }
  })

  it('make the bars at the edges let go where they would take more than 30 % of the window', async () => {
    const page = await browser.open({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
    const state = () =>
      page.evaluate(() => {
        const bars = [...document.querySelectorAll<HTMLElement>('[data-bar]')]
        return {
          share: bars.reduce((sum, { offsetHeight }) => sum + offsetHeight, 0) / innerHeight,
          stay: bars.map((bar) => getComputedStyle(bar).position !== 'static'),
        }
      })
    for (const path of ['/', `/s/${office.touchpoint.code}`]) {
      await page.setViewportSize({ width: 390, height: 844 })
      await page.goto(path)
      if (path !== '/') await page.getByRole('button', { name: /^开始/ }).click()
      await page.locator('[data-bar]').first().waitFor()
      const { share, stay } = await state()
      expect(share, path).toBeLessThan(0.3)
      expect(new Set(stay), path).toEqual(new Set([true]))
      // A window that is just high enough for them to take less, and then more, than 30 %.
      const bars = share * 844
      await page.setViewportSize({ width: 390, height: Math.ceil(bars / 0.3) + 3 })
      await expect.poll(async () => (await state()).stay.every(Boolean), { message: path }).toBe(true)
      await page.setViewportSize({ width: 390, height: Math.floor(bars / 0.3) - 3 })
      await expect.poll(async () => (await state()).stay.some(Boolean), { message: path }).toBe(false)
      await page.setViewportSize({ width: 390, height: 844 })
      await expect.poll(async () => (await state()).stay.every(Boolean), { message: path }).toBe(true)
    }
  })

  it('leave codes dark on white', async () => {
    const page = await browser.open({ viewport: { width: 390, height: 1200 } })
    await page.goto('/panels/guard-app')
    // Only what is in the window is in its picture.
    await page.locator('main svg.qr').first().scrollIntoViewIfNeeded()
    expect(await readQrCodes(page)).toEqual([expect.stringContaining(server.url)])
  })

  it('leave the words of a bubble legible', async () => {
    const page = await browser.open()
    await page.goto('/scams/task-rebate')
    const bubbles = page.locator('.script .victim p, .script .scammer p')
    expect(await bubbles.count()).toBeGreaterThan(3)
    for (const bubble of await bubbles.all())
      expect(inkContrast(await bubble.screenshot()), await bubble.innerText()).toBeGreaterThan(4.5)
  })
})
