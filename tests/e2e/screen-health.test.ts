/** The office looks after a screen in a real browser, and an officer leaves it by the code. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { ADMIN, CAMPAIGN_TITLE, type Office } from '../fixtures/office.ts'
import { readScreenCode } from '../fixtures/screen-page.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see, settled } from '../fixtures/walk.ts'

const EXIT_CODE = '246813'

describe('a hall screen that is looked after', () => {
  let server: TestServer
  let office: Office
  let screen: Page
  let desk: Page
  const browser = useBrowser(() => server.url, { keep: true })
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  it('shows in the office how it is and what it shows', async () => {
    screen = await browser.open({ viewport: VIEWPORTS.landscape, reducedMotion: 'reduce' })
    const code = await readScreenCode(screen)
    const form = { code, name: '入口大屏', zone: '第一展区', campaignId: office.campaign.id }
    expect((await office.call('POST', '/api/console/screens', form)).status).toBe(201)
    await see(screen, CAMPAIGN_TITLE)

    desk = await browser.open({ viewport: VIEWPORTS.office })
    await desk.goto('/console/login')
    await desk.getByLabel('账号').fill(ADMIN.login)
    await desk.getByLabel('密码', { exact: true }).fill(ADMIN.password)
    await desk.getByRole('button', { name: '登录' }).click()
    await desk.waitForURL('**/console')
    await desk.goto('/console/screens')
    await desk.getByRole('link', { name: '入口大屏' }).click()
    await see(desk, '和服务器是同一版')
    await see(desk, '1920 × 1080')
    await desk.getByRole('button', { name: '看一眼' }).click()
    const picture = desk.frameLocator('iframe')
    await picture.getByText(CAMPAIGN_TITLE).first().waitFor()
    await see(desk, /^活动页，.+ 起$/)
  })

  it('is dimmed from the office at once', async () => {
    await desk.getByRole('button', { name: '亮度和音量' }).click()
    const dialog = desk.getByRole('dialog')
    await dialog.getByLabel(/^亮度/).fill('40')
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await expect
      .poll(() => screen.locator('.dimmer').evaluateAll((all) => all.map((one) => getComputedStyle(one).opacity)))
      .toEqual(['0.6'])
    // The layer takes no touch.
    await screen.getByRole('button', { name: '已经转账了怎么办' }).click()
    await screen.getByRole('button', { name: '看完了，关闭' }).click()
  })

  it('loads its page anew when it is ordered to, and the office sees how far that is', async () => {
    const loaded = screen.waitForEvent('domcontentloaded')
    await desk.getByRole('button', { name: '重新加载' }).click()
    await desk.getByRole('button', { name: '马上重新加载' }).click()
    await loaded
    await see(screen, CAMPAIGN_TITLE)
    await see(desk, /重新加载好了/)
  })

  it('lets an officer out by the code, to the log-in and back', async () => {
    const settings = { webhookUrl: '', hasExitCode: true, exitCode: EXIT_CODE, revision: 1 }
    expect((await office.call('PUT', '/api/console/screen-settings', settings)).status).toBe(200)
    await screen.mouse.move(30, 30)
    await screen.mouse.down()
    await see(screen, '工作人员请输入退出码')
    await screen.mouse.up()
    await settled(screen)
    for (const digit of EXIT_CODE) await screen.keyboard.press(digit)
    await screen.getByRole('button', { name: '去登录办公室' }).click()
    await screen.waitForURL('**/console/login')
    await screen.getByRole('link', { name: '回到这台互动屏' }).click()
    await see(screen, CAMPAIGN_TITLE)
    await desk.goto('/console/audit')
    await see(desk, /有人用退出码离开了互动屏“入口大屏”的画面/)
  })
})
