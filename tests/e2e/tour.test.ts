/** A docent leads two hall screens from a phone: they cut together, stand still together, and survive a restart. */
import type { Page } from 'playwright-core'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { notices } from '../fixtures/group.ts'
import type { Office } from '../fixtures/office.ts'
import { readScreenCode, shiftClock } from '../fixtures/screen-page.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see } from '../fixtures/walk.ts'

const TITLES = ['欢迎来到体验馆', '先别点链接', '打 96110 问一问'] as const

describe('a tour', () => {
  let server: TestServer
  let office: Office
  let docent: Page
  const screens: Page[] = []
  const browser = useBrowser(() => server.url, { keep: true })

  const must = async <T>(method: string, path: string, body: object): Promise<T> => {
    const answer = await office.call<T>(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  async function openScreen(name: string, clockMs: number): Promise<string> {
    const page = await browser.open({ viewport: { width: 960, height: 540 }, reducedMotion: 'reduce' })
    await shiftClock(page, clockMs)
    const code = await readScreenCode(page)
    const { id } = await must<{ id: string }>('POST', '/api/console/screens', {
      code,
      name,
      zone: '',
      campaignId: null,
    })
    screens.push(page)
    return id
  }
  const both = (title: string) => Promise.all(screens.map((page) => see(page, title)))
  const press = (name: string) => docent.getByRole('button', { name, exact: true }).click()

  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    const screenIds = [await openScreen('左屏', -120_000), await openScreen('右屏', 120_000)]
    const programmeId = v7()
    await must('POST', '/api/console/programmes', { id: programmeId, title: '参观讲解' })
    const scenes = notices(...TITLES).map((scene) => ({ ...scene, id: v7() }))
    const at = `/api/console/programmes/${programmeId}`
    const { revision } = await must<{ revision: number }>('PUT', at, {
      title: '参观讲解',
      scenes,
      revision: 1,
    })
    await must('POST', `${at}/publish`, { revision })
    await must('POST', '/api/console/groups', { name: '一楼', screenIds })
    docent = await browser.open({ viewport: VIEWPORTS.phone })
    await docent.context().addCookies(
      office
        .cookie()
        .split('; ')
        .map((pair) => ({
          name: pair.slice(0, pair.indexOf('=')),
          value: pair.slice(pair.indexOf('=') + 1),
          url: server.url,
        })),
    )
  })
  afterAll(() => server?.stop())

  it('begins on all screens at once, and goes on with each press', async () => {
    await docent.goto('/console/groups')
    await docent.getByRole('link', { name: '开始讲解' }).click()
    await docent.getByRole('button', { name: /参观讲解/ }).click()
    await both(TITLES[0])
    await see(docent, '2 块在线的屏都换好了')
    await press('下一幕')
    await both(TITLES[1])
    await see(docent, '2 块在线的屏都换好了')
    await see(docent, `下一幕：${TITLES[2]}`)
    expect(await docent.getByText(/上一次相差 \d+ 毫秒/).count()).toBe(2)
  })

  it('stands still, goes dark and is light again, also by the keys of a clicker', async () => {
    await press('暂停')
    await see(docent, '已暂停')
    await docent.keyboard.press('.')
    for (const page of screens) await page.locator('.black').waitFor()
    await docent.keyboard.press('.')
    for (const page of screens) await page.locator('.black').waitFor({ state: 'detached' })
    await docent.keyboard.press('PageDown')
    await both(TITLES[2])
  })

  it('stays on the screens while the server is away, and is led on when it is back', async () => {
    for (const page of [...screens, docent]) browser.allowNetworkErrors(page)
    await server.kill()
    await see(docent, '连不上服务器')
    await both(TITLES[2])
    server = await startServer({ dataDir: server.dataDir, port: server.port })
    await docent.getByText('连不上服务器').waitFor({ state: 'detached' })
    await press('上一幕')
    await both(TITLES[1])
  })

  it('ends on all screens, which show what the time of day brings', async () => {
    await press('结束讲解')
    await see(docent, '选一个节目单开始')
    for (const page of screens) await page.locator('[data-view="scene"]').waitFor({ state: 'detached' })
  })
})
