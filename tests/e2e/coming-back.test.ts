/**
 * Coming back by the browser's own buttons: what was done is still there, no press counts that was meant for the page
 * before, and nothing is counted twice. Phones keep the page in memory; others, or with little memory, load it anew.
 */
import { existsSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AttemptView } from '#shared/quiz/quiz.ts'
import { findChromium } from '../../scripts/checks/chromium.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import { readScenarios, wayOf } from '../fixtures/play.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { trueReachOf } from '../fixtures/true-reach.ts'
import { answerItem, finishQuiz, proceed, see, settled, startQuiz } from '../fixtures/walk.ts'

/** The headless shell keeps no pages. */
const WHOLE = '/usr/bin/chromium'
if (!existsSync(WHOLE)) console.warn(`[skipped] ${WHOLE} is not there, which keeps pages in memory`)

describe.each([
  { way: 'kept in memory', kept: true, skip: !existsSync(WHOLE) },
  { way: 'loaded anew', kept: false, skip: false },
])('a page that Back shows again, $way', ({ kept, skip }) => {
  let server: TestServer
  let office: Office
  const program = () => (kept ? WHOLE : (findChromium() ?? WHOLE))
  const browser = skip ? undefined : useBrowser(() => server.url, { program, keepsPages: kept })
  beforeAll(async () => {
    if (!skip) ({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  async function open(): Promise<Page> {
    const page = await browser!.open({ viewport: VIEWPORTS.phone, hasTouch: true, reducedMotion: 'reduce' })
    await page.addInitScript(() => {
      window.addEventListener('pageshow', ({ persisted }) =>
        document.documentElement.setAttribute('data-kept', `${persisted}`),
      )
    })
    return page
  }
  /** To a page of its own, and back. */
  async function leaveAndReturn(page: Page): Promise<void> {
    await page.goto('/help')
    await see(page, '96110')
    await page.goBack({ waitUntil: 'commit' })
    await page.locator(`html[data-kept=${kept}]`).waitFor()
  }
  /** As the second tap on Back falls: on what is there as soon as it is seen. */
  async function tapAtOnce(page: Page, target: Locator): Promise<void> {
    await target.waitFor()
    const { x, y, width, height } = (await target.boundingBox())!
    await page.touchscreen.tap(x + width / 2, y + height / 2)
  }
  const scam = (page: Page) => page.getByRole('group', { name: '您的判断' }).getByRole('button', { name: /是骗局/ })
  async function answers(page: Page): Promise<number> {
    const id = await page.evaluate(() => {
      const { attemptId } = JSON.parse(localStorage.getItem('jmt-quiz-1') ?? '{}') as { attemptId?: string }
      return attemptId
    })
    const reply = await page.request.get(`/api/attempts/${id}`)
    return ((await reply.json()) as AttemptView).answered.length
  }

  it.skipIf(skip)('goes on with the quiz where it was, and counts it once', async () => {
    const page = await open()
    await page.goto(`/s/${office.touchpoint.code}`)
    await startQuiz(page)
    await answerItem(page, 'scam')
    // Before the answer was read, and before the next one is given.
    const explanation = await page.getByRole('heading', { level: 1 }).textContent()
    await leaveAndReturn(page)
    await see(page, /下一题|2 \/ 10/)
    if (kept) expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(explanation)
    await proceed(page)
    await see(page, '2 / 10')
    const question = await page.getByRole('main').innerText()
    await leaveAndReturn(page)
    await tapAtOnce(page, scam(page))
    await settled(page)
    expect(await scam(page).getAttribute('aria-pressed')).toBe('false')
    await see(page, '2 / 10')
    if (kept) expect(await page.getByRole('main').innerText()).toBe(question)
    expect(await answers(page)).toBe(1)
    await scam(page).tap()
    await expect.poll(() => answers(page)).toBe(2)
    await finishQuiz(page)
    const result = page.getByText('骗局识破').first()
    await leaveAndReturn(page)
    await result.waitFor()
    // A page that is shown again as it was fires no `load`.
    await page.goForward({ waitUntil: 'commit' })
    await see(page, '96110')
    await page.goBack({ waitUntil: 'commit' })
    await result.waitFor()
    // Another page of the site, without loading it.
    await page.getByRole('main').getByRole('link').first().click()
    await result.waitFor({ state: 'detached' })
    await page.goBack({ waitUntil: 'commit' })
    await result.waitFor()
    const { scan, start, completion } = (await trueReachOf(server, office.campaign.id)).stages
    expect([scan.events, start.events, completion.events]).toEqual([1, 1, 1])
  })

  it.skipIf(skip)('goes on with a story where it was', async () => {
    const page = await open()
    const scenario = readScenarios().find(({ id }) => id === 'task-rebate')!
    const [first, second] = wayOf(scenario, 'worst').presses
    const choice = (text: string | undefined) => page.getByRole('button', { name: text ?? '继续', exact: true })
    await page.goto('/scenarios/task-rebate')
    await page.getByRole('button', { name: '开始', exact: true }).click()
    await choice(first).click()
    await see(page, '第 2 幕')
    await leaveAndReturn(page)
    await tapAtOnce(page, choice(second))
    await settled(page)
    await see(page, '第 2 幕')
    expect(await page.getByText('第 3 幕').count()).toBe(0)
    await page.getByRole('button', { name: '不玩了' }).click()
    await page.waitForFunction(() => location.pathname === '/scenarios')
    await page.goBack({ waitUntil: 'commit' })
    await see(page, '第 2 幕')
    await choice(second).click()
    await see(page, '第 3 幕')
  })
})
