/** What is typed into the office's forms outlives everything but the decision to drop it, also by keyboard alone. */
import type { Page, ViewportSize } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { ADMIN, type Office } from '../fixtures/office.ts'
import { pictureFile } from '../fixtures/pictures.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { pressKey, see, settled } from '../fixtures/walk.ts'

const OFFICER = { login: 'li.officer', name: '李警官', password: 'short-river-9-moon' }

describe('the forms of the office', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    await office.ensureSignedIn()
    const { body } = await office.call<{ url: string }>('POST', '/api/console/invitations', {
      name: OFFICER.name,
      role: 'officer',
    })
    const token = body.url.split('/').at(-1)
    // Not as the admin's browser, which would be logged in as the new member.
    const joined = await fetch(`${server.url}/api/invitations/${token}/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(OFFICER),
    })
    if (!joined.ok) throw new Error(`joining: ${joined.status}`)
  })
  afterAll(() => server?.stop())

  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
  async function logIn(page: Page, member: { login: string; password: string }): Promise<void> {
    await page.getByLabel('账号').fill(member.login)
    await page.getByLabel('密码', { exact: true }).fill(member.password)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname !== '/console/login')
  }
  async function enter(
    member: { login: string; password: string },
    viewport: ViewportSize = VIEWPORTS.office,
  ): Promise<Page> {
    const page = await browser.open({ viewport })
    await page.goto(`/console/login?next=/console/campaigns/${office.campaign.id}`)
    await logIn(page, member)
    await page.getByRole('button', { name: '编辑活动' }).waitFor()
    return page
  }
  const edit = (page: Page) => pressKey(page.getByRole('button', { name: '编辑活动' }))
  /** Its entry is gone from the history, which a page that is asked for meanwhile would not survive. */
  async function close(page: Page): Promise<void> {
    await page.keyboard.press('Escape')
    await expect
      .poll(() => page.evaluate(() => (history.state as { dialog?: boolean } | null)?.dialog ?? false))
      .toBe(false)
  }
  const slogan = (page: Page) => page.getByLabel('宣传语')

  it('offer what was typed after Escape, Back, a reload, and another member, to its own member only', async () => {
    const page = await enter(ADMIN, VIEWPORTS.phone)
    browser.allowStatus(page, 401)
    await edit(page)
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('text')
    await slogan(page).fill('写到一半')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe('编辑活动')
    await edit(page)
    await see(page, '上次没填完的还在')
    if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-offer.png` })
    expect(await slogan(page).inputValue()).toBe('十条消息，分清真假')
    await pressKey(page.getByRole('button', { name: '接着填' }))
    await expect.poll(() => slogan(page).inputValue()).toBe('写到一半')
    await slogan(page).fill('又写一点')
    await page.evaluate(() => history.back())
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.reload()
    await edit(page)
    await see(page, '上次没填完的还在')
    await close(page)

    // The session ends, and a colleague uses the computer.
    await page.context().clearCookies()
    await page.goto(`/console/login?next=/console/campaigns/${office.campaign.id}`)
    await logIn(page, OFFICER)
    await edit(page)
    await slogan(page).waitFor()
    expect(await page.getByText('上次没填完的还在').count()).toBe(0)
    await page.context().clearCookies()
    await page.goto(`/console/login?next=/console/campaigns/${office.campaign.id}`)
    await logIn(page, ADMIN)
    await edit(page)
    await page.getByRole('button', { name: '接着填' }).click()
    await expect.poll(() => slogan(page).inputValue()).toBe('又写一点')
    await page.keyboard.press('Escape')
    await edit(page)
    await page.getByRole('button', { name: '不要了' }).click()
    await page.keyboard.press('Escape')
    await edit(page)
    await slogan(page).waitFor()
    expect(await page.getByText('上次没填完的还在').count()).toBe(0)
  })

  it('show both texts where two members edit one row, keep the own, and outlive the session', async () => {
    const [one, two] = [await enter(ADMIN), await enter(OFFICER, VIEWPORTS.phone)]
    await Promise.all([edit(one), edit(two)])
    await slogan(one).fill('陈警官写的')
    await pressKey(one.getByRole('button', { name: '保存' }))
    await one.getByRole('dialog').waitFor({ state: 'hidden' })
    await slogan(two).fill('李警官写的')
    browser.allowStatus(two, 409)
    browser.allowStatus(two, 401)
    await pressKey(slogan(two))
    const conflict = two.getByRole('region', { name: '您填写的时候，别人改过这里' })
    await conflict.waitFor()
    await expect.poll(() => focused(two)).toBe('您填写的时候，别人改过这里')
    if (process.env.SHOT) await two.screenshot({ path: `${process.env.SHOT}-conflict.png` })
    const words = await conflict.textContent()
    expect(words).toMatch(/宣传语.*李警官写的.*陈警官写的/s)
    expect(await conflict.getByRole('radio', { name: /用我的/ }).isChecked()).toBe(true)
    // The session ends now: nothing is lost, and the same button works after the log-in in another window.
    const cookies = await two.context().cookies()
    await two.context().clearCookies()
    await pressKey(conflict.getByRole('button', { name: '就这样保存' }))
    await see(two, '登录已过期')
    expect(await slogan(two).inputValue()).toBe('李警官写的')
    await two.context().addCookies(cookies)
    await pressKey(two.getByRole('button', { name: '保存' }))
    await two.getByRole('dialog').waitFor({ state: 'hidden' })
    const { body } = await office.call<{ campaign: { slogan: string } }>(
      'GET',
      `/api/console/campaigns/${office.campaign.id}`,
    )
    expect(body.campaign.slogan).toBe('李警官写的')
  })

  it('are saved after another picture was chosen beside them', async () => {
    const page = await enter(ADMIN)
    await page.goto('/console/station')
    await page.getByLabel('体验馆名称').fill('新的体验馆')
    const picture = { name: 'logo.png', mimeType: 'image/png', buffer: await pictureFile('png') }
    await page.locator('input[type="file"]').setInputFiles(picture)
    await page.getByRole('button', { name: '用回原来的图标' }).waitFor()
    expect(await page.getByLabel('体验馆名称').inputValue()).toBe('新的体验馆')
    await pressKey(page.getByRole('button', { name: '保存', exact: true }).first())
    await see(page, '已保存')
    if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-station.png` })
    expect((await office.call<{ hallName: string }>('GET', '/api/console/station')).body.hallName).toBe('新的体验馆')
  })

  it('never sign as a colleague who has logged in beside the page', async () => {
    const page = await enter(ADMIN)
    browser.allowStatus(page, 409)
    // What the page had under way as the session ended that it was opened with.
    browser.allowStatus(page, 401)
    const other = await page.context().newPage()
    const logInBeside = async (member: { login: string; password: string }) => {
      await other.goto(`${server.url}/console/login?anew=1`)
      await logIn(other, member)
    }
    await edit(page)
    await slogan(page).fill('陈警官填的')
    await logInBeside(OFFICER)
    await pressKey(slogan(page))
    await see(page, `这个浏览器里现在登录的是${OFFICER.name}`)
    expect(await slogan(page).inputValue()).toBe('陈警官填的')
    const link = page.getByRole('dialog').getByRole('link', { name: '在新窗口登录' })
    expect(await link.getAttribute('href')).toContain('anew=1')
    await logInBeside(ADMIN)
    await pressKey(slogan(page))
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await office.ensureSignedIn()
    const { body } = await office.call<{ campaign: { slogan: string } }>(
      'GET',
      `/api/console/campaigns/${office.campaign.id}`,
    )
    expect(body.campaign.slogan).toBe('陈警官填的')
  })

  it('lead the focus on when a button disappears with its press, and let a keyboard undo', async () => {
    const page = await enter(ADMIN)
    await pressKey(page.getByRole('button', { name: '迎晖路第一批：编辑' }))
    await pressKey(page.getByRole('dialog').getByRole('button', { name: '归档' }))
    await see(page, '已归档“迎晖路第一批”')
    await expect.poll(() => focused(page)).toContain('已归档')
    // Only now is the row gone whose button opened the dialog.
    await page.getByRole('button', { name: '添加第一个触点' }).waitFor()
    await expect.poll(() => focused(page)).toContain('已归档')
    await settled(page)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '迎晖路第一批：编辑' }).waitFor()
    await expect.poll(() => focused(page)).toBe('触点')
  })
})
