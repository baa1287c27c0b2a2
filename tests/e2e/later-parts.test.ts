/** What a page loads later may not come. */
import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from '../fixtures/browser.ts'
import { dayFromToday } from '../fixtures/days.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { finishQuiz, see, startQuiz } from '../fixtures/walk.ts'

describe('a part whose code does not come', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())
  const quiz = () => `/s/${office.touchpoint.code}`

  const PARTS = {
    'the dialog to share': {
      open: async (page: Page) => {
        await page.goto(quiz())
        await startQuiz(page)
        await finishQuiz(page)
      },
      press: (page: Page) => page.getByRole('button', { name: '转给家人' }).click(),
      said: '网络不通，没能打开',
      shown: (page: Page) => page.getByRole('dialog').waitFor(),
    },
    'the next page': {
      open: async (page: Page) => {
        await page.goto(quiz())
        await startQuiz(page)
        await finishQuiz(page)
      },
      press: (page: Page) => page.getByRole('link', { name: '数字怎么算的' }).click(),
      said: '网络不通，没能打开',
      shown: (page: Page) => page.waitForURL('**/numbers'),
    },
    'the page after a scenario': {
      open: (page: Page) => page.goto('/scenarios/task-rebate'),
      press: (page: Page) => page.getByRole('button', { name: '不玩了' }).click(),
      said: '网络不通，没能打开',
      shown: (page: Page) => page.waitForURL('**/scenarios'),
    },
    'the search': {
      open: (page: Page) => page.goto('/scams'),
      press: async (page: Page) => {
        await page.getByRole('searchbox').fill('')
        await page.getByRole('searchbox').fill('刷单')
      },
      said: '现在不能搜索',
      shown: (page: Page) => page.getByText('现在不能搜索').waitFor({ state: 'detached' }),
    },
  }
  it.each(Object.entries(PARTS))(
    'of %s leaves what was there, with a word, and the next press tries again',
    async (_, part) => {
      const page = await browser.open()
      browser.allowNetworkErrors(page)
      await part.open(page)
      await page.waitForLoadState('networkidle')
      await page.context().setOffline(true)
      const url = page.url()
      const heading = await page.getByRole('heading', { level: 1 }).first().textContent()
      await part.press(page)
      await see(page, part.said)
      expect([page.url().split('?')[0], await page.getByRole('heading', { level: 1 }).first().textContent()]).toEqual([
        url,
        heading,
      ])
      await page.context().setOffline(false)
      await part.press(page)
      await part.shown(page)
      expect(await page.getByText(part.said).filter({ visible: true }).count()).toBe(0)
    },
  )

  it('what follows the end of a campaign: says so, and shows it at the next try', async () => {
    const campaign = await office.call<Office['campaign']>('POST', '/api/console/campaigns', {
      id: randomUUID(),
      title: '要结束的活动',
      slogan: '',
      startsOn: dayFromToday(-2),
      endsOn: dayFromToday(2),
    })
    const { id } = campaign.body
    const { body } = await office.call<{ code: string }>('POST', `/api/console/campaigns/${id}/touchpoints`, {
      id: randomUUID(),
      kind: 'leaflet',
      name: '一批',
      plannedCount: 10,
    })
    const page = await browser.open()
    browser.allowNetworkErrors(page)
    browser.allowStatus(page, 410)
    await page.goto(`/s/${body.code}`)
    await page.waitForLoadState('networkidle')
    expect(
      await office.call('POST', `/api/console/campaigns/${id}/close`, {
        title: '要结束的活动',
        revision: 1,
      }),
    ).toMatchObject({
      status: 200,
    })
    // As on a network that comes and goes: the answer has come, the file has not.
    await page.route(/\/_nuxt\/|\/api\/health/, (route) => route.abort())
    await page.getByRole('button', { name: '开始答题' }).click()
    await see(page, '网络不通，这里没能打开')
    await page.unroute(/\/_nuxt\/|\/api\/health/)
    await page.getByRole('button', { name: '再试一次' }).click()
    await see(page, '这次活动已经结束了')
  })
})
