/** The doors of the office on the real server: sessions that ended, what the log says of it, and files that leave. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditReply } from '#shared/member/audit.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { ADMIN, type Office } from '../fixtures/office.ts'
import { apiRoutes } from '../fixtures/routes.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'

const VOLUNTEER = { login: 'li.helper', name: '李阿姨', password: 'three-rivers-meet' }

describe('the doors of the office', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    await office.ensureSignedIn()
  })
  afterAll(() => server?.stop())

  const send = (method: string, path: string, cookie = '', body?: object) =>
    fetch(server.url + path, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  /** The session cookie that a response sets. */
  const sessionIn = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0] ?? '')
      .find((pair) => pair.startsWith('jmt-office')) ?? ''
  async function logIn({ login, password }: { login: string; password: string }, cookie = ''): Promise<string> {
    const response = await send('POST', '/api/session', cookie, { login, password })
    expect(response.status).toBe(200)
    return sessionIn(response)
  }
  const who = async (cookie: string) => (await (await send('GET', '/api/session', cookie)).json()).member?.login ?? null
  const log = async () => (await office.call<AuditReply>('GET', '/api/console/audit')).body.entries

  it('are shut by a log-out for every copy of the cookie, and by another log-in in the same browser', async () => {
    const first = await logIn(ADMIN)
    const other = await logIn(ADMIN)
    expect(await who(first)).toBe(ADMIN.login)
    expect((await send('DELETE', '/api/session', first)).status).toBe(200)
    expect(await who(first)).toBeNull()
    expect((await send('GET', '/api/console/members', first)).status).toBe(401)
    expect((await log())[0]).toMatchObject({ action: 'member.logout', memberName: ADMIN.name })
    // Nor does it come in as that of an earlier version.
    expect(await who(first.replace(/^[^=]+/, 'jmt-office'))).toBeNull()
    // A session that ended, or another, lends its id to no later one.
    const second = await logIn(ADMIN, first)
    expect(await who(second)).toBe(ADMIN.login)
    const third = await logIn(ADMIN, second)
    expect([await who(first), await who(second), await who(third), await who(other)]).toEqual([
      null,
      null,
      ADMIN.login,
      ADMIN.login,
    ])
  })

  it('note what the role does not allow', async () => {
    const invited = await office.call<{ url: string }>('POST', '/api/console/invitations', {
      name: VOLUNTEER.name,
      role: 'volunteer',
    })
    const token = invited.body.url.split('/').at(-1)
    const joined = await send('POST', `/api/invitations/${token}/accept`, '', VOLUNTEER)
    expect(joined.status).toBe(201)
    for (let i = 0; i < 3; i++) expect((await send('GET', '/api/console/members', sessionIn(joined))).status).toBe(403)
    const refused = (await log()).filter(({ action }) => action === 'member.refused')
    expect(refused.map(({ memberName, sentence }) => memberName + sentence)).toEqual([
      '李阿姨想管理成员，角色不允许，已拒绝',
    ])
  })

  it('write nothing into the log for a member who only reads', async () => {
    const before = (await log())[0]?.id
    const id = office.campaign.id
    for (const { method, path } of apiRoutes()) {
      if (method !== 'GET') continue
      const filled = path.replace('/touchpoints/:id', `/touchpoints/${office.touchpoint.id}`).replaceAll(/:\w+/g, id)
      await office.call('GET', filled).catch(() => {})
    }
    expect((await log())[0]?.id).toBe(before)
    const reach = `/api/console/campaigns/${id}/reach`
    for (const path of [`${reach}.xlsx`, `${reach}.csv?table=totals`]) {
      expect((await send('GET', path, office.cookie())).status).toBeGreaterThanOrEqual(400)
      expect((await send('HEAD', path, office.cookie())).status).toBeGreaterThanOrEqual(400)
    }
    expect((await log())[0]?.id).toBe(before)
  })

  it('let figures out by a press, which is noted, and say so when they do not', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.office })
    const cookies = (await logIn(ADMIN)).split('; ')
    await page.context().addCookies(
      cookies.map((pair) => ({
        name: pair.slice(0, pair.indexOf('=')),
        value: pair.slice(pair.indexOf('=') + 1),
        url: server.url,
      })),
    )
    await page.goto(`/console/campaigns/${office.campaign.id}`)
    await page.getByRole('main').getByRole('button', { name: '导出表格' }).click()
    const dialog = page.getByRole('dialog')
    for (const [name, ending] of [
      ['下载 Excel', '.xlsx'],
      ['（.csv）', '.csv'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download', { timeout: 30_000 }),
        dialog.getByRole('button', { name }).first().click(),
      ])
      expect(download.suggestedFilename()).toContain('秋季反诈进小区')
      expect(download.suggestedFilename().endsWith(ending)).toBe(true)
    }
    expect((await log()).slice(0, 2).map(({ action }) => action)).toEqual(['campaign.export', 'campaign.export'])
    await page.context().clearCookies()
    browser.allowStatus(page, 401)
    await dialog.getByRole('button', { name: '下载 Excel' }).click()
    await dialog.getByText('登录已过期').waitFor({ timeout: 10_000 })
  })
})
