/** Every dialog of the office by keyboard alone: where the focus goes when it opens, and where when it closes. */
import { v7 } from 'uuid'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { dayFromToday } from '../fixtures/days.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { pressKey } from '../fixtures/walk.ts'

describe('the dialogs of the office', () => {
  let server: TestServer
  let office: Office
  /** Cards in review and published. */
  const cards = { waiting: v7(), shown: v7() }
  let page: Page
  const browser = useBrowser(() => server.url, { keep: true })

  async function must(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await office.call<{ id: string; code: string; version: number }>(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  async function write(id: string, title: string): Promise<void> {
    await must('POST', '/api/console/cards', { id, kind: 'tip', title })
    const text = { kind: 'tip', title, headline: '先挂电话', body: '要**三倍**赔偿', scamType: null }
    await must('PUT', `/api/console/cards/${id}`, { ...text, source: '', expiresOn: null, version: 1 })
    await must('POST', `/api/console/cards/${id}/submit`, { version: 2 })
  }
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    await office.ensureSignedIn()
    await write(cards.waiting, '等待审核的卡')
    await write(cards.shown, '上屏的卡')
    await must('POST', `/api/console/cards/${cards.shown}/publish`, {
      version: 2,
      source: '警务室整理',
      expiresOn: dayFromToday(30),
      urgent: true,
      screens: '2h',
    })
    const { code } = (await must('POST', '/api/screens/pairings')) as { code: string }
    await must('POST', '/api/console/screens', { code, name: '入口大屏', zone: '', campaignId: null })
    const invited = (await must('POST', '/api/console/invitations', { name: '李警官', role: 'officer' })) as {
      url: string
    }
    await fetch(`${server.url}/api/invitations/${invited.url.split('/').at(-1)}/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'li.officer', name: '李警官', password: 'short-river-9-moon' }),
    })
    page = await browser.open({ viewport: VIEWPORTS.office })
    const cookies = office.cookie().split('; ')
    await page.context().addCookies(
      cookies.map((pair) => ({
        name: pair.slice(0, pair.indexOf('=')),
        value: pair.slice(pair.indexOf('=') + 1),
        url: server.url,
      })),
    )
  })
  afterAll(() => server?.stop())

  /** What has the focus: a field, a heading, or something else, by its name; and whether it is in the dialog. */
  const focus = () =>
    page.evaluate(() => {
      const active = document.activeElement
      const kind = active?.matches('input, select, textarea') ? 'field' : active?.matches('h2') ? 'heading' : 'other'
      return {
        kind,
        name: active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? '',
        inside: Boolean(active?.closest('dialog')),
      }
    })

  it.each([
    ['a campaign', () => `/console/campaigns/${office.campaign.id}`, ['登记人次', '导出表格', '编辑活动', '结束活动']],
    ['touchpoints', () => `/console/campaigns/${office.campaign.id}`, ['添加触点', '二维码', '编辑']],
    ['members', () => '/console/members', ['管理李警官']],
    ['screens', () => '/console/screens', ['连接新屏', '修改入口大屏', '断开入口大屏']],
    ['a card that waits', () => `/console/cards/${cards.waiting}`, ['插入图片', '发布……', '退回……']],
    ['a published card', () => `/console/cards/${cards.shown}`, ['立即撤下……', '改显示的时间……']],
    ['content', () => '/console/content/reading?collection=scams', ['要求修改……', '立即撤下……']],
  ] satisfies [string, () => string, string[]][])(
    'of %s take the focus, and give it back',
    async (_of, path, openers) => {
      await page.goto(path())
      for (const name of openers) {
        const opener = page
          .getByRole('main')
          .getByRole('button', { name: new RegExp(`${name}$`) })
          .first()
        await opener.waitFor()
        await page.waitForLoadState('networkidle')
        await pressKey(opener)
        const dialog = page.getByRole('dialog')
        await dialog.waitFor()
        // The first field; without one, the heading, from where the text is read.
        const fields = dialog
          .locator('input:not([type=hidden], [readonly]), select, textarea')
          .filter({ visible: true })
        const kind = (await fields.count()) > 0 ? 'field' : 'heading'
        await expect.poll(focus, { message: name }).toMatchObject({ kind, inside: true })
        await page.keyboard.press('Escape')
        await dialog.waitFor({ state: 'hidden' })
        await expect
          .poll(async () => (await focus()).name, { message: `after ${name}` })
          .toMatch(new RegExp(`${name}$`))
        // Its step of the history is gone too: a page that is opened meanwhile would be left again.
        await expect.poll(() => page.evaluate(() => history.state?.dialog)).toBeUndefined()
      }
    },
  )

  it('keep what was typed over Escape, and send it by Enter', async () => {
    await page.goto(`/console/campaigns/${office.campaign.id}`)
    const count = page.getByRole('main').getByRole('button', { name: '登记人次', exact: true })
    await count.waitFor()
    await page.waitForLoadState('networkidle')
    await pressKey(count)
    const quantity = page.getByLabel('人次', { exact: true })
    await quantity.fill('120')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await pressKey(count)
    await pressKey(page.getByRole('button', { name: '接着填' }))
    await expect.poll(() => quantity.inputValue()).toBe('120')
    await pressKey(quantity)
    await page.getByText(/已登记.*120 人次/).waitFor()
  })
})
