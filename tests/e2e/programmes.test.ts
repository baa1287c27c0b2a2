/** A programme from the office to two screens of a group, which go on together when the server is gone. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import postgres from 'postgres'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import { readScreenCode } from '../fixtures/screen-page.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see } from '../fixtures/walk.ts'

const SECONDS = 5
const NOTICE = '周六上午广场集市'

describe('a programme', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url, { keep: true })
  const screens: Page[] = []
  const groupId = v7()
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  async function change(statement: string, ...values: string[]): Promise<void> {
    const sql = postgres({ path: join(server.dataDir, 'pg.sock'), user: 'postgres', database: 'postgres', max: 1 })
    await sql.unsafe(statement, values).finally(() => sql.end())
  }

  it('is made in the office, and gets its time', async () => {
    await change(`insert into screen_groups (id, station_id, name) select $1, id, '大厅屏组' from stations`, groupId)
    for (const name of ['左屏', '右屏']) {
      const page = await browser.open({ viewport: { width: 960, height: 540 }, reducedMotion: 'reduce' })
      const code = await readScreenCode(page)
      const { body } = await office.call<{ id: string }>('POST', '/api/console/screens', {
        code,
        name,
        campaignId: null,
      })
      await change('update screens set group_id = $1 where id = $2', groupId, body.id)
      screens.push(page)
    }
    const page = await browser.open({ viewport: VIEWPORTS.office })
    await page.context().addCookies(
      office
        .cookie()
        .split('; ')
        .map((pair) => {
          const at = pair.indexOf('=')
          return { name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url }
        }),
    )
    await page.goto('/console/programmes')
    await page.getByRole('button', { name: '建第一个' }).click()
    await page.getByLabel('名称').fill('平日上午')
    await page.getByRole('button', { name: '新建', exact: true }).click()
    await page.waitForURL(/programmes\/[0-9a-f-]{36}$/)
    await page.getByRole('button', { name: '＋ 展板轮播' }).click()
    await page.getByLabel('放多久（秒）', { exact: true }).fill(String(SECONDS))
    await page.getByRole('button', { name: '＋ 通知' }).click()
    await page.getByLabel('放多久（秒）', { exact: true }).fill(String(SECONDS))
    await page.getByLabel('标题').fill(NOTICE)
    // As a screen would draw it.
    await page.frameLocator('iframe').getByText(NOTICE).waitFor()
    await page.getByRole('button', { name: '保存并发布' }).click()
    await see(page, '第 1 版已发布')
    await page.goto('/console/programmes/week')
    await page.getByRole('button', { name: '安排时段' }).click()
    for (const day of ['周六', '周日']) await page.getByRole('button', { name: day, exact: true }).click()
    await page.getByLabel('从几点').fill('00:00')
    await page.getByLabel('到几点').fill('00:00')
    await page.getByRole('button', { name: '保存' }).click()
    await page.locator('.week .column button').nth(6).waitFor()
    await page.context().close()
  })

  /** What both show, when they agree. */
  async function together(): Promise<string | undefined> {
    const [left, right] = await Promise.all(
      screens.map((page) => page.evaluate(() => document.querySelector('[data-scene]')?.getAttribute('data-scene'))),
    )
    return left === right ? (left ?? undefined) : undefined
  }
  const bothShow = (kind: string) => expect.poll(together, { timeout: 30_000, interval: 100 }).toBe(kind)

  it('is shown by both screens, scene after scene', async () => {
    await bothShow('notice')
    await bothShow('panels')
  })

  it('goes on when the server is gone, and after a reload', async () => {
    for (const page of screens) {
      browser.allowNetworkErrors(page)
      await expect.poll(() => page.evaluate(async () => Boolean(await caches.match('/screen')))).toBe(true)
    }
    await server.kill('SIGKILL')
    await screens[0]!.reload()
    await bothShow('notice')
    await bothShow('panels')
    await bothShow('notice')
  })
})
