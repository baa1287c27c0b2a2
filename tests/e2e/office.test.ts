/** What only a browser can show of the office: dialogs and the back button, a session that expires during work. */
import type { Page } from 'playwright-core'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { dayFromToday } from '../fixtures/days.ts'
import { ADMIN, type Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see, settled } from '../fixtures/walk.ts'

describe('the office', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  async function enter(viewport: { width: number; height: number }): Promise<Page> {
    const page = await browser.open({ viewport })
    await page.goto('/console/login')
    await page.getByLabel('账号').fill(ADMIN.login)
    await page.getByLabel('密码', { exact: true }).fill(ADMIN.password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('link', { name: '秋季反诈进小区' }).click()
    await page.waitForURL(`**/campaigns/${office.campaign.id}`)
    return page
  }
  const stepBack = (page: Page) => page.evaluate(() => history.back())

  it('closes a dialog by the back button, and leaves the page by the next press', async () => {
    const page = await enter(VIEWPORTS.phone)
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: '编辑活动' }).click()
    await expect.poll(() => page.evaluate(() => history.state.dialog)).toBe(true)
    await stepBack(page)
    await dialog.waitFor({ state: 'hidden' })
    expect(page.url()).toContain(office.campaign.id)
    // Closed by its own button, the dialog leaves no extra history entry behind.
    await page.getByRole('button', { name: '编辑活动' }).click()
    await dialog.getByRole('button', { name: '关闭' }).click()
    await expect.poll(() => page.evaluate(() => history.state.dialog)).toBeUndefined()
    await stepBack(page)
    await page.waitForURL((url) => url.pathname === '/console')
  })

  it('has its whole menu in the window of a phone', async () => {
    const page = await enter({ width: 360, height: 740 })
    await page.goto('/console/audit')
    await page.getByRole('heading', { level: 1 }).waitFor()
    const menu = page.getByRole('navigation', { name: '办公导航' })
    for (const name of ['宣传活动', '知识卡', '互动屏', '内容', '联盟成员', '警务室', '操作记录', '使用说明']) {
      const { x, width } = (await menu.getByRole('link', { name }).boundingBox())!
      expect(x, name).toBeGreaterThanOrEqual(0)
      expect(x + width, name).toBeLessThanOrEqual(360)
    }
    expect(await menu.locator('[aria-current]').textContent()).toBe('操作记录')
  })

  it('begins a new campaign with what is to be done: its first touchpoint', async () => {
    const form = { id: crypto.randomUUID(), title: '冬季反诈进小区', slogan: '' }
    const days = { startsOn: dayFromToday(-1), endsOn: dayFromToday(30) }
    expect((await office.call('POST', '/api/console/campaigns', { ...form, ...days })).status).toBeLessThan(300)
    const page = await enter(VIEWPORTS.phone)
    await page.goto(`/console/campaigns/${form.id}`)
    const first = page.getByRole('button', { name: '添加第一个触点' })
    await first.waitFor()
    const { y, height } = (await first.boundingBox())!
    expect(y + height).toBeLessThan(VIEWPORTS.phone.height)
    // Definitions are folded until they are asked for.
    expect(await page.locator('.explain .card').filter({ visible: true }).count()).toBe(0)
    await first.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('名称', { exact: true }).fill('一号传单')
    await dialog.getByRole('button', { name: '添加触点' }).click()
    // Its code is shown at once: the panel keeps its place, and its dialogs.
    await dialog.locator('svg[role=img]').first().waitFor()
  })

  it('gives the focus back to the button that opened a dialog', async () => {
    const page = await enter(VIEWPORTS.office)
    await settled(page)
    await page.getByRole('button', { name: '编辑活动' }).press('Enter')
    await page.getByRole('dialog').getByLabel('活动名称').focus()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('编辑活动')
  })

  it('leads on from a link in a dialog, and back to the page beneath', async () => {
    const page = await enter(VIEWPORTS.office)
    await page.getByRole('button', { name: '迎晖路第一批：二维码' }).click()
    await page.getByRole('dialog').getByRole('link', { name: '打印海报、传单' }).click()
    await page.waitForURL('**/print?**')
    await stepBack(page)
    await page.getByRole('heading', { name: '秋季反诈进小区' }).waitFor()
    await expect.poll(() => page.evaluate(() => history.state.dialog)).toBeUndefined()
    await stepBack(page)
    await page.waitForURL((url) => url.pathname === '/console')
  })

  it('keeps a form open when a selection is drawn out of it', async () => {
    const page = await enter(VIEWPORTS.office)
    await page.getByRole('button', { name: '编辑活动' }).click()
    const box = (await page.getByLabel('活动名称').boundingBox())!
    await page.mouse.move(box.x + 40, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(5, 5, { steps: 3 })
    await page.mouse.up()
    await page.mouse.click(5, 5)
    expect(await page.getByLabel('活动名称').isVisible()).toBe(true)
  })

  it('keeps what is typed when the session has ended or a colleague saves meanwhile', async () => {
    const page = await enter(VIEWPORTS.office)
    browser.allowStatus(page, 401)
    await page.getByRole('button', { name: '编辑活动' }).click()
    await page.getByLabel('宣传语').fill('还没有写完')
    await office.ensureSignedIn()
    const { body } = await office.call<{ campaign: Record<string, unknown> & { revision: number } }>(
      'GET',
      `/api/console/campaigns/${office.campaign.id}`,
    )
    expect(
      (
        await office.call('PUT', `/api/console/campaigns/${office.campaign.id}`, {
          ...body.campaign,
          title: `${String(body.campaign.title)}二`,
        })
      ).status,
    ).toBe(200)
    await see(page, '秋季反诈进小区二')
    expect(await page.getByLabel('宣传语').inputValue()).toBe('还没有写完')
    await page.context().clearCookies()
    await page.getByRole('button', { name: '保存' }).click()
    await see(page, '登录已过期')
    expect(await page.getByRole('dialog').getByRole('link', { name: '在新窗口登录' }).getAttribute('target')).toBe(
      '_blank',
    )
    expect(await page.getByLabel('宣传语').inputValue()).toBe('还没有写完')
  })

  it('finds a member in the log by typing a part of the name', async () => {
    const page = await enter(VIEWPORTS.office)
    await page.getByRole('link', { name: '操作记录' }).click()
    const field = page.getByLabel('谁', { exact: true })
    await field.fill(ADMIN.name.slice(0, 1))
    const list = page.getByRole('listbox')
    await list.waitFor()
    // Readable over the text beneath, and as wide as its field.
    expect(await list.evaluate((each) => getComputedStyle(each).backgroundColor)).toBe('rgb(255, 255, 255)')
    const widths = [await list.boundingBox(), await field.boundingBox()].map((box) => Math.round(box?.width ?? 0))
    expect(widths[0]).toBe(widths[1])
    if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT })
    await settled(page)
    await list.getByRole('option', { name: ADMIN.name }).click()
    await page.waitForURL(/member=/)
    await expect.poll(() => field.inputValue()).toBe(ADMIN.name)
    expect(await field.getAttribute('aria-activedescendant')).toBeNull()
  })

  it('shows the days left in one line beside a long title', async () => {
    await office.ensureSignedIn()
    await office.call('POST', '/api/console/campaigns', {
      id: v7(),
      title: '冬季全民反诈宣传进社区进校园进企业进农村进网络大型主题活动之文昌路农贸市场专场',
      startsOn: dayFromToday(-1),
      endsOn: dayFromToday(29),
    })
    const page = await enter(VIEWPORTS.phone)
    await page.goto('/console')
    const tag = page.getByText('还剩 29 天')
    await tag.waitFor()
    const [height, size] = await tag.evaluate((each) => [
      each.getBoundingClientRect().height,
      Number.parseFloat(getComputedStyle(each).fontSize),
    ])
    expect(height).toBeLessThan((size ?? 0) * 2.2)
  })

  it('has targets that a thumb can hit', async () => {
    const page = await enter(VIEWPORTS.phone)
    const explanations = page.getByRole('button', { name: /怎么算的/ })
    // The page fetches its figures after the navigation.
    await explanations.nth(3).waitFor()
    const heights = await explanations.evaluateAll((buttons) =>
      buttons.map((button) => button.getBoundingClientRect().height),
    )
    expect(heights.length).toBeGreaterThan(3)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44)
  })
})
