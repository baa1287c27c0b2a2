/**
 * Every page, at the sizes it is used at: axe finds nothing serious, nothing scrolls sideways, and the browser reports
 * no error.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from '../fixtures/axe.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { dayFromToday } from '../fixtures/days.ts'
import { ADMIN, type Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { answerItem, see, startQuiz } from '../fixtures/walk.ts'

const PUBLIC = [
  '/',
  '/scams',
  '/scams/task-rebate',
  '/scams?q=刷弹',
  '/scams?audience=elder&channel=call',
  '/scenarios',
  '/practice',
  '/practice?type=romance',
  '/cards',
  '/help',
  '/numbers',
  '/s/ZZZZZZZ',
  '/console/login',
  '/setup',
  `/join/${'x'.repeat(43)}`,
  '/no-such-page',
]
/** Pages whose status is not 200. */
const STATUS: Record<string, number> = {
  '/no-such-page': 404,
  '/s/ZZZZZZZ': 404,
  [`/join/${'x'.repeat(43)}`]: 404,
  '/setup': 410,
}

describe('pages', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  async function expectWell(page: Page, name: string): Promise<void> {
    await page.waitForLoadState('networkidle')
    // Half faded in, a text has half its contrast: wait until animations have ended.
    await page.evaluate(() =>
      Promise.all(
        document
          .getAnimations()
          .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
          .map((animation) => animation.finished.catch(() => {})),
      ),
    )
    await expectAccessible(page, name)
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      `${name} scrolls sideways`,
    ).toBeLessThanOrEqual(0)
    expect(await page.title(), `title of ${name}`).toMatch(/[\u4e00-\u9fff]/)
    expect(await page.getByRole('main').count(), `main of ${name}`).toBe(1)
  }

  describe.each([
    ['phone', VIEWPORTS.phone],
    ['desktop', VIEWPORTS.landscape],
  ] as const)('public at %s', (size, viewport) => {
    it.each(PUBLIC)('%s', async (path) => {
      const page = await browser.open({ viewport })
      browser.allowStatus(page, STATUS[path.split('?')[0]!] ?? 200)
      await page.goto(path)
      await expectWell(page, `${path} at ${size}`)
    })
  })

  it.each(['/', '/scams', '/scams/fake-authority', '/help', '/numbers'])(
    '%s in elder mode on a phone',
    async (path) => {
      const page = await browser.open({ viewport: VIEWPORTS.phone })
      await page.goto(path)
      await page.getByRole('button', { name: /大字/ }).first().click()
      // Early tap: pressed before hydration, it takes effect after it.
      await expect
        .poll(async () => Number.parseFloat(await page.evaluate(() => getComputedStyle(document.body).fontSize)))
        .toBeGreaterThanOrEqual(24)
      await expectWell(page, `${path} in elder mode`)
      await page.reload()
      expect(await page.evaluate(() => document.documentElement.hasAttribute('data-elder')), 'remembered').toBe(true)
    },
  )

  it('the quiz, item and why, in both sizes of type', async () => {
    for (const elder of [false, true]) {
      const page = await browser.open({ viewport: VIEWPORTS.phone })
      await page.goto(`/s/${office.touchpoint.code}`)
      if (elder) await page.getByRole('button', { name: /大字/ }).first().click()
      await expectWell(page, 'the intro')
      await startQuiz(page)
      await expectWell(page, 'an item')
      // On a busy machine the phone may go on before the verdict comes; one of the ten items must get it in time.
      while ((await answerItem(page, 'scam')) !== 'verdict')
        expect(await page.getByRole('button', { name: '转给家人' }).isVisible(), 'no why in ten items').toBe(false)
      await expectWell(page, 'why')
    }
  })

  it('lead from the red bar of a phone to the help, and from there to the call', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.phone })
    await page.goto('/')
    await page.locator('.help-bar').getByRole('link', { name: '已经转账了' }).click()
    await page.waitForURL('**/help')
    const call = page.locator('.help-bar').getByRole('link', { name: '马上打 110' })
    expect(await call.getAttribute('href')).toBe('tel:110')
  })

  it('unknown and closed codes lead on to the library', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.phone })
    browser.allowStatus(page, 404)
    await page.goto('/s/ZZZZZZZ')
    await page
      .getByRole('main')
      .getByRole('link', { name: /骗局|图鉴/ })
      .first()
      .click()
    await page.waitForURL('**/scams**')
    const made = await office.call<{ id: string }>('POST', '/api/console/campaigns', {
      id: crypto.randomUUID(),
      title: '已结束的活动',
      slogan: '',
      startsOn: dayFromToday(-20),
      endsOn: dayFromToday(10),
    })
    const { id } = made.body
    const touchpoint = (
      await office.call<{ code: string }>('POST', `/api/console/campaigns/${id}/touchpoints`, {
        id: crypto.randomUUID(),
        kind: 'leaflet',
        name: '一批',
      })
    ).body
    expect(
      (await office.call('POST', `/api/console/campaigns/${id}/close`, { title: '已结束的活动', revision: 1 })).status,
    ).toBeLessThan(300)
    await page.goto(`/s/${touchpoint.code}`)
    await see(page, /结束/)
    await expectWell(page, 'a closed code')
    await page
      .getByRole('main')
      .getByRole('link', { name: /骗局|图鉴/ })
      .first()
      .click()
    await page.waitForURL('**/scams**')
  })

  describe.each([
    ['phone', VIEWPORTS.phone],
    ['desktop', VIEWPORTS.office],
  ] as const)('the office at %s', (size, viewport) => {
    it.each([
      '/console',
      '/console/campaigns/new',
      'campaign',
      'print',
      '/console/screens',
      '/console/members',
      '/console/audit',
      '/console/station',
      '/console/account',
    ])('%s', async (name) => {
      const path =
        name === 'campaign'
          ? `/console/campaigns/${office.campaign.id}`
          : name === 'print'
            ? `/console/campaigns/${office.campaign.id}/print`
            : name
      const page = await browser.open({ viewport })
      await page.goto('/console/login')
      await page.getByLabel('账号').fill(ADMIN.login)
      await page.getByLabel('密码', { exact: true }).fill(ADMIN.password)
      await page.getByRole('button', { name: '登录' }).click()
      await page.waitForURL('**/console')
      await page.goto(path)
      await expectWell(page, `${name} at ${size}`)
    })
  })

  it.each([
    ['landscape', VIEWPORTS.landscape],
    ['portrait', VIEWPORTS.portrait],
  ] as const)('a screen that waits for pairing, %s', async (name, viewport) => {
    const page = await browser.open({ viewport })
    await page.goto('/screen')
    await page.getByText(/^连接码 (\d ?){6}$/).waitFor({ state: 'attached' })
    await expectWell(page, `pairing, ${name}`)
  })

  it('sets no cookie that tells visitors apart before they scan', async () => {
    for (const path of ['/', '/scams', '/help', '/console/login', `/s/${office.touchpoint.code}`]) {
      const response = await fetch(server.url + path)
      const names = response.headers.getSetCookie().map((cookie) => cookie.split('=')[0])
      expect(
        names.filter((name) => name !== 'elder'),
        path,
      ).toEqual([])
    }
  })

  it('does not give the item bank away', async () => {
    for (const path of [
      '/__nuxt_content/items/sql_dump.txt',
      '/__nuxt_content/items/query',
      '/__nuxt_content/scams/sql_dump.txt',
      '/_content/items',
      '/%5f_nuxt_content/items/sql_dump.txt',
    ]) {
      for (const method of ['GET', 'POST']) {
        const response = await fetch(server.url + path, {
          method,
          ...(method === 'POST' && {
            body: '{"sql":"SELECT * FROM _content_items"}',
            headers: { 'content-type': 'application/json' },
          }),
        })
        expect(response.status, `${method} ${path}`).toBeGreaterThanOrEqual(400)
        expect(await response.text()).not.toContain('explanation')
      }
    }
  })

  it.each([768, 1000, 1280])('leave no card alone in the last row of several, %d px wide', async (width) => {
    const page = await browser.open({ viewport: { width, height: 900 } })
    for (const path of ['/', '/scams', '/scenarios']) {
      await page.goto(path)
      await page.locator('main article').first().waitFor()
      const alone = await page.locator('main article').evaluateAll((cards) => {
        const grids = new Set(cards.map((card) => card.parentElement))
        return [...grids].flatMap((grid) => {
          const rows = new Map<number, number>()
          for (const { offsetTop, offsetWidth } of grid?.querySelectorAll<HTMLElement>(':scope > *') ?? [])
            rows.set(offsetTop, (rows.get(offsetTop) ?? 0) + offsetWidth)
          const widths = [...rows.values()]
          return rows.size > 1 && Number(widths.at(-1)) < Number(widths[0]) * 0.6 ? [grid?.className] : []
        })
      })
      expect(alone, path).toEqual([])
    }
  })
})
