/**
 * The main path: campaign → QR code → quiz on a phone → reach, with a hall screen beside it; and a server killed in
 * the middle.
 */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectAccessible } from '../fixtures/axe.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { createServerDatabase, LOCAL_DEFAULT, serverAnswers } from '../fixtures/postgres.ts'
import { setupCodeOf } from '../fixtures/office.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import {
  answerItem,
  createCampaign,
  finishQuiz,
  pairScreen,
  proceed,
  readQr,
  see,
  setUp,
  startQuiz,
} from '../fixtures/walk.ts'

const CAMPAIGN = '秋季反诈进小区'

interface Answer {
  position: number
  choice: string
  answered_at: Date
}
const adminUrl = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
const kinds = ['embedded', ...((await serverAnswers(adminUrl)) || process.env.CI ? ['server'] : [])]

describe.each(kinds)('the main path on the %s database', (kind) => {
  let server: TestServer
  let databaseUrl: string | undefined
  let removeDatabase = async () => {}
  const browser = useBrowser(() => server.url, { keep: true })
  let office: Page
  let screen: Page
  let phone: Page
  let campaignId: string
  let quizUrl: string
  let shareUrl: string

  beforeAll(async () => {
    if (kind === 'server') ({ url: databaseUrl, remove: removeDatabase } = await createServerDatabase(adminUrl))
    server = await startServer({ databaseUrl })
  })
  afterAll(async () => {
    await server?.stop()
    await removeDatabase()
  })

  /** Rows of the server's own database, read directly. */
  async function rows<T extends object>(query: string): Promise<T[]> {
    const sql = databaseUrl
      ? postgres(databaseUrl, { max: 1 })
      : postgres({ path: join(server.dataDir, 'pg.sock'), user: 'postgres', database: 'postgres', max: 1 })
    try {
      return [...(await sql.unsafe<T[]>(query))]
    } finally {
      await sql.end()
    }
  }
  const completed = async () => {
    const [ledger] = await rows<{ completions: number }>(
      `select count(*)::int as completions from reach_events where kind = 'completion'`,
    )
    return ledger!.completions
  }

  it('opens the office with the one-time code and makes a campaign', async () => {
    office = await browser.open({ viewport: VIEWPORTS.office })
    await setUp(office, await setupCodeOf(server))
    campaignId = await createCampaign(office, CAMPAIGN)
    await expectAccessible(office, 'the campaign')
  })

  it('prints a QR code that leads to the quiz', async () => {
    await office.goto(`/console/campaigns/${campaignId}/print`)
    const code = office.getByRole('img', { name: /活动二维码/ }).first()
    await code.waitFor()
    quizUrl = await readQr(code)
    expect(quizUrl).toMatch(new RegExp(`^${server.url}/s/[0-9A-Z]{7}$`))
    await expectAccessible(office, 'the print sheet')
  })

  it('pairs a hall screen', async () => {
    screen = await browser.open({ viewport: VIEWPORTS.portrait })
    await pairScreen(office, screen, CAMPAIGN)
    await office.getByText('在线', { exact: false }).first().waitFor()
    expect(await readQr(screen.getByRole('img', { name: /二维码/ }).first())).toMatch(
      new RegExp(`^${server.url}/s/[0-9A-Z]{7}$`),
    )
    await expectAccessible(screen, 'the hall screen')
  })

  it('lets a resident answer ten items, and tells nobody that this one has come', async () => {
    await office.goto(`/console/campaigns/${campaignId}`)
    const completions = office.locator('tr.completion td').nth(2)
    await expect.poll(() => completions.textContent()).toBe('*')
    phone = await browser.open({ viewport: VIEWPORTS.phone })
    await phone.goto(quizUrl)
    await startQuiz(phone)
    for (let item = 0; item < 9; item++) {
      await answerItem(phone, item % 2 ? 'genuine' : 'scam')
      await proceed(phone)
    }
    expect(await completed()).toBe(0)
    await answerItem(phone, 'scam')
    await expect.poll(completed).toBe(1)
    await office.reload()
    await expect.poll(() => completions.textContent()).toBe('*')
    expect(await screen.locator('.counter').count()).toBe(0)
    await finishQuiz(phone)
    await see(phone, '骗局识破')
    await see(phone, '真消息没冤枉')
    await expectAccessible(phone, 'the result')
  })

  it('counts nothing twice when pages are opened again', async () => {
    await phone.reload()
    await see(phone, '骗局识破')
    const [totals] = await rows<{ starts: number; completions: number; answers: number }>(`
      select (select count(*) from reach_events where kind = 'start')::int as starts,
             (select count(*) from reach_events where kind = 'completion')::int as completions,
             (select count(*) from answers)::int as answers`)
    expect(totals).toEqual({ starts: 1, completions: 1, answers: 10 })
  })

  it('passes the quiz on, and knows who came by it', async () => {
    await phone.getByRole('button', { name: '转给家人' }).click()
    shareUrl = await phone.getByLabel('链接', { exact: true }).inputValue()
    expect(shareUrl).toMatch(new RegExp(`^${server.url}/s/[0-9A-Z]{7}$`))
    expect(shareUrl).not.toBe(quizUrl)
    await phone.getByRole('img', { name: /邀请图片/ }).waitFor()
    expect(await readQr(phone.getByRole('img', { name: /邀请图片/ }))).toBe(shareUrl)
    const family = await browser.open({ viewport: VIEWPORTS.phone })
    await family.goto(shareUrl)
    await startQuiz(family)
    // The first item is there before the server knows of the start.
    const arrived = () =>
      rows<{ depth: number; shares: number }>(`
        select s.depth, (select count(*) from reach_events where kind = 'share')::int as shares
        from attempts a join shares s on s.id = a.share_id`)
    await expect.poll(arrived).toEqual([{ depth: 1, shares: 1 }])
    // How soon the reasons appear is measured by the bench; here only that they do.
    expect(await finishQuiz(family)).toBeGreaterThan(0)
    await expect.poll(completed).toBe(2)
  })

  it('loses no acked answer when the server is killed in mid-quiz', async () => {
    const reader = await browser.open({ viewport: VIEWPORTS.phone })
    browser.allowNetworkErrors(reader)
    // Around the restart the server may ask for an answer again: its database is slow or gone.
    browser.allowStatus(reader, 503)
    browser.allowNetworkErrors(screen)
    browser.allowNetworkErrors(office)
    browser.allowNetworkErrors(phone)
    await reader.goto(quizUrl)
    await startQuiz(reader)
    for (let item = 0; item < 4; item++) {
      await answerItem(reader, 'scam')
      await proceed(reader)
    }
    const ofReader = `select n.position, n.choice, n.answered_at from answers n
      where n.attempt_id = (select id from attempts order by started_at desc limit 1) order by n.position`
    const acked = await vi.waitFor(
      async () => {
        const stored = await rows<Answer>(ofReader)
        expect(stored.map((row) => row.position)).toEqual([0, 1, 2, 3])
        return stored
      },
      { timeout: 60_000 },
    )

    await server.kill('SIGKILL')
    // The next answer is stored on the phone, and the person goes on.
    await reader
      .getByRole('group', { name: '您的判断' })
      .getByRole('button', { name: /是真的/ })
      .click()
    await see(reader, /已记下/)
    await reader
      .getByRole('group', { name: '您的判断' })
      .getByRole('button', { name: /是真的/ })
      .click()
    await see(reader, /前面 2 题已记下/)
    expect(await screen.getByText(CAMPAIGN).first().isVisible()).toBe(true)

    server = await startServer({ databaseUrl, dataDir: server.dataDir, port: server.port })
    await finishQuiz(reader)
    const stored = await rows<Answer>(ofReader)
    expect(stored.map((row) => row.position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(stored.slice(0, 4)).toEqual(acked)
    expect(await completed()).toBe(3)
  })
})
