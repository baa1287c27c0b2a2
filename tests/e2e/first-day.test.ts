/** The first day of a police room: an address for its QR codes, and what members come for, where they look first. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ownChoices } from '#server/http/address.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { type Office, setupCodeOf } from '../fixtures/office.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { createCampaign, readQr, setUp } from '../fixtures/walk.ts'

const VOLUNTEER = { login: 'li.helper', name: '李阿姨', password: 'three-rivers-meet' }
const OFFICER = { login: 'wang.officer', name: '王警官', password: 'green-hills-afar' }

describe.skipIf(!ownChoices(80).some(({ likely }) => likely))('a police room that sets up on its own computer', () => {
  let server: TestServer
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    server = await startServer({ from: inject('migratedFolder'), host: '0.0.0.0' })
  })
  afterAll(async () => {
    await server?.stop()
    // A server that was started anew on a given folder leaves it.
    if (server) rmSync(server.dataDir, { recursive: true, force: true })
  })

  it('is offered the addresses of the computer, and prints the one that it chose, also after a restart', async () => {
    const [choice] = ownChoices(server.port)
    const origin = choice?.origin ?? ''
    const page = await browser.open({ viewport: VIEWPORTS.office })
    await page.goto('/setup')
    const picked = page.getByLabel('手机用哪个网址')
    await expect.poll(() => picked.inputValue()).toBe(origin)
    expect(await picked.locator('option').allTextContents()).toContain(`${origin}（${choice?.label}）`)
    await setUp(page, await setupCodeOf(server))
    const campaign = await createCampaign(page, '秋季反诈进小区')
    const printed = async () => {
      await page.goto(`/console/campaigns/${campaign}/print`)
      const code = page.getByRole('img', { name: /活动二维码/ }).first()
      await code.waitFor()
      return readQr(code)
    }
    expect(await printed()).toMatch(new RegExp(`^${origin}/s/`))
    expect(JSON.parse(readFileSync(join(server.dataDir, 'address.json'), 'utf8'))).toMatchObject({ origin })
    const { dataDir, port } = server
    browser.allowNetworkErrors(page)
    await server.kill('SIGTERM')
    server = await startServer({ dataDir, port, host: '0.0.0.0' })
    expect(await printed()).toMatch(new RegExp(`^${origin}/s/`))
  })
})

describe('a member on a phone', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    for (const [person, role] of [
      [VOLUNTEER, 'volunteer'],
      [OFFICER, 'officer'],
    ] as const) {
      const { body } = await office.call<{ url: string }>('POST', '/api/console/invitations', {
        name: person.name,
        role,
      })
      // Not by `office.call`, which would go on as the new member.
      const { status } = await fetch(`${server.url}/api/invitations/${body.url.split('/').at(-1)}/accept`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(person),
      })
      if (status >= 300) throw new Error(`${role}: ${status}`)
    }
  })
  afterAll(() => server?.stop())

  async function enter({ login, password }: { login: string; password: string }): Promise<Page> {
    const page = await browser.open({ viewport: VIEWPORTS.phone })
    await page.goto('/console/login')
    await page.getByLabel('账号').fill(login)
    await page.getByLabel('密码', { exact: true }).fill(password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.waitForURL('**/console')
    return page
  }

  it('finds 登记人次 in the first window of the campaign', async () => {
    const page = await enter(VOLUNTEER)
    await page.getByRole('link', { name: '秋季反诈进小区' }).click()
    const count = page.getByRole('main').getByRole('button', { name: '登记人次', exact: true }).first()
    await count.waitFor()
    const { y, height } = (await count.boundingBox())!
    expect(y + height).toBeLessThan(VIEWPORTS.phone.height)
    expect(await page.evaluate(() => scrollY)).toBe(0)
    await count.click()
    await page.getByRole('dialog').getByText('迎晖路第一批').first().waitFor()
  })

  it('sees in the menu how much waits for a review, and a volunteer does not', async () => {
    const { body } = await office.call<{ cards: number; content: number }>('GET', '/api/console/waiting')
    expect(body.content).toBeGreaterThan(100)
    const menu = (page: Page) => page.getByRole('navigation', { name: '办公导航' })
    const officer = await enter(OFFICER)
    await menu(officer)
      .getByRole('link', { name: new RegExp(`内容\\s*${body.content}\\s*条待审核`) })
      .waitFor()
    const volunteer = await enter(VOLUNTEER)
    await menu(volunteer).getByRole('link', { name: '内容', exact: true }).waitFor()
    expect(await menu(volunteer).getByText('条待审核').count()).toBe(0)
  })
})
