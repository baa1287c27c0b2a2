/** Real double taps, as of a trembling finger, on every control that is followed by another in the same place. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AttemptView } from '#shared/quiz/quiz.ts'
import { SETTLE_MS } from '#shared/settle.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import { readScenarios, wayOf } from '../fixtures/play.ts'
import { readScreenCode } from '../fixtures/screen-page.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see, settled } from '../fixtures/walk.ts'

/** From the first tap to the second, ms. */
const GAPS = [60, 120, 250, 400, 550]
/** A person who reads fast presses this long after something has appeared, ms. */
const QUICK = SETTLE_MS + 100

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a double tap', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  const open = async (path: string) => {
    const page = await browser.open({ viewport: VIEWPORTS.phone, hasTouch: true, reducedMotion: 'reduce' })
    await page.goto(path, { waitUntil: 'networkidle' })
    return page
  }
  /** Both taps where the first one is aimed at: at the left quarter, where 是骗局 and 下一题 lie over each other. */
  async function tapTwice(page: Page, button: Locator, gap: number): Promise<void> {
    await settled(page)
    const { x, y, width, height } = (await button.boundingBox())!
    const tap = () => page.touchscreen.tap(x + width / 4, y + height / 2)
    const second = wait(gap)
    await tap()
    await second
    await tap()
  }
  const named = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const choice = (page: Page, name: RegExp) =>
    page.getByRole('group', { name: '您的判断' }).getByRole('button', { name })
  /** The answers as the server has stored them. */
  async function storedAnswers(page: Page): Promise<AttemptView['answered']> {
    const id = await page.evaluate(() => {
      const { attemptId } = JSON.parse(localStorage.getItem('jmt-quiz-1') ?? '{}') as { attemptId?: string }
      return attemptId
    })
    const reply = await page.request.get(`/api/attempts/${id}`)
    return ((await reply.json()) as AttemptView).answered
  }

  it('answers, explains and goes on once in the quiz, and stores nothing unread', async () => {
    const page = await open(`/s/${office.touchpoint.code}`)
    await tapTwice(page, named(page, '开始答题'), GAPS[1]!)
    for (let item = 1; item <= 10; item++) {
      const gap = GAPS[item % GAPS.length]!
      await see(page, `${item} / 10`)
      await settled(page)
      expect(await storedAnswers(page), `before item ${item}`).toHaveLength(item - 1)
      expect(await choice(page, /是骗局/).getAttribute('aria-pressed')).toBe('false')
      await tapTwice(page, choice(page, /是骗局/), gap)
      // The explanation is still here: the second tap lay where 下一题 had come.
      const forward = named(page, /下一题|看结果/)
      await forward.waitFor()
      await settled(page)
      expect(await forward.isVisible(), `the explanation of item ${item}, ${gap} ms`).toBe(true)
      await tapTwice(page, forward, gap)
    }
    // What follows the last 看结果 lies in the same place: 再来一组.
    await see(page, '这两样，值得您看两分钟')
    await settled(page)
    const answered = await storedAnswers(page)
    expect(answered.map(({ feedback }) => feedback.choice)).toEqual(Array(10).fill('scam'))
    await tapTwice(page, named(page, '转给家人'), GAPS[2]!)
    await page.getByRole('dialog', { name: '转给家人' }).waitFor()
    await settled(page)
    expect(await page.getByRole('dialog').isVisible()).toBe(true)
    await tapTwice(page, named(page, '关闭'), GAPS[0]!)
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  it('does not make a quick reader wait', async () => {
    const page = await open(`/s/${office.touchpoint.code}`)
    await named(page, '开始答题').tap()
    for (let item = 1; item <= 2; item++) {
      for (const button of [choice(page, /是真的/), named(page, '下一题')]) {
        await button.waitFor()
        const { x, y, width, height } = (await button.boundingBox())!
        await wait(QUICK)
        await page.touchscreen.tap(x + width / 2, y + height / 2)
      }
    }
    await see(page, '3 / 10')
    expect(await storedAnswers(page)).toHaveLength(2)
  })

  it('takes one step in practice', async () => {
    const page = await open('/practice?type=task-rebate')
    await tapTwice(page, named(page, '开始练'), GAPS[3]!)
    await see(page, '1 / 5')
    await settled(page)
    expect(await page.getByRole('button', { pressed: true }).count()).toBe(0)
    const options = page.locator('.options button')
    if ((await options.count()) && !(await options.first().evaluate((each) => each.classList.contains('several')))) {
      await tapTwice(page, options.last(), GAPS[0]!)
      await see(page, '下一题')
      await tapTwice(page, named(page, '下一题'), GAPS[1]!)
      await see(page, '2 / 5')
      await settled(page)
      expect(await page.getByRole('button', { pressed: true }).count()).toBe(0)
    }
  })

  it.each(GAPS)('takes one step in a scenario, %i ms', async (gap) => {
    const scenario = readScenarios().find(({ id }) => id === 'task-rebate')!
    const page = await open('/scenarios/task-rebate')
    await tapTwice(page, named(page, '开始'), gap)
    await settled(page)
    const act = page.getByText(/第 \d+ 幕/)
    expect(await act.textContent()).toContain('第 1 幕')
    for (const [step, text] of wayOf(scenario, 'worst').presses.slice(0, 3).entries()) {
      await tapTwice(page, named(page, text ?? '继续'), gap)
      await settled(page)
      expect(await act.textContent()).toContain(`第 ${step + 2} 幕`)
    }
  })

  describe('on a hall screen', () => {
    /** Presses once; then no control may take a press anywhere on what was pressed. */
    async function pressAlone(page: Page, button: Locator): Promise<void> {
      await settled(page)
      const { x, y, width, height } = (await button.boundingBox())!
      const text = (await button.textContent())?.trim()
      await button.tap()
      await page.locator('[data-settling]').first().waitFor()
      const takers = await page.evaluate(
        ([left, top, wide, high]) => {
          const parts = [0.04, 0.25, 0.5, 0.75, 0.96]
          const under = parts.flatMap((across) =>
            parts.map((down) => document.elementFromPoint(left + wide * across, top + high * down)),
          )
          return under.flatMap((each) => each?.closest('button, a, summary, label')?.textContent?.trim() ?? [])
        },
        [x, y, width, height] as const,
      )
      // A view that fades out may hear the same once more.
      expect(
        [...new Set(takers)].filter((each) => each !== text),
        `under “${text}”`,
      ).toEqual([])
    }
    async function openHall(viewport: { width: number; height: number }): Promise<Page> {
      const page = await browser.open({ viewport, hasTouch: true, reducedMotion: 'reduce' })
      const code = await readScreenCode(page)
      const form = { code, name: '屏', zone: '', campaignId: office.campaign.id }
      expect((await office.call('POST', '/api/console/screens', form)).status).toBe(201)
      await named(page, '演一回当事人').waitFor()
      return page
    }
    const stories = (page: Page) => page.locator('.choose li b').allTextContents()

    it('opens the stories alone, turns them by one sheet, and leaves the red button quick', async () => {
      const page = await openHall(VIEWPORTS.portrait)
      const red = named(page, '已经转账了怎么办')
      for (const gap of [80, 250, 600]) {
        await tapTwice(page, named(page, '演一回当事人'), gap)
        await named(page, /^换一批/).waitFor()
        await settled(page)
        expect(await page.locator('dialog[open]').count(), `${gap} ms`).toBe(0)
        const first = await stories(page)
        await tapTwice(page, named(page, /^换一批/), gap)
        await settled(page)
        expect(await stories(page), `${gap} ms`).not.toEqual(first)
        // Nothing has moved: the red button takes a press while the stories do not.
        await named(page, /^换一批/).tap()
        await red.tap({ timeout: 300 })
        await named(page, '看完了，关闭').tap()
        // The close is told a moment later; then what was under the dialog settles.
        await page.locator('body[data-settling]').waitFor()
        await tapTwice(page, named(page, '回到首页'), gap)
        await named(page, '演一回当事人').waitFor()
      }
    })

    it.each([
      [1080, 1920],
      [1920, 1080],
      [480, 800],
      [800, 480],
    ])('puts no control under the finger that pressed another, %i × %i', async (width, height) => {
      const page = await openHall({ width, height })
      await pressAlone(page, named(page, '演一回当事人'))
      await pressAlone(page, named(page, /^换一批/))
      await pressAlone(page, page.locator('.choose li button').first())
      await pressAlone(page, named(page, '开始'))
      await pressAlone(page, named(page, '不玩了'))
      await pressAlone(page, named(page, '回到首页'))
      await pressAlone(page, named(page, '已经转账了怎么办'))
      await pressAlone(page, named(page, '看完了，关闭'))
    })
  })
})
