/** Practice: a set of drills by tapping, with an offline phase in the middle, at the sizes it is used at. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from '../fixtures/axe.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startMigrated } from '../fixtures/starts.ts'
import { see, settled } from '../fixtures/walk.ts'

describe('practice', () => {
  let server: TestServer
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    server = await startMigrated()
  })
  afterAll(() => server?.stop())

  const question = (page: Page) => page.locator('.question')
  const forward = (page: Page) => page.getByRole('button', { name: /下一题|看结果/ })

  async function expectWell(page: Page, name: string): Promise<void> {
    // Half faded in, a text has half its contrast: wait until animations have ended.
    await page.evaluate(() =>
      Promise.all(
        document
          .getAnimations()
          .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
          .map((animation) => animation.finished.catch(() => {})),
      ),
    )
    await expectAccessible(page, name)
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      `${name} scrolls sideways`,
    ).toBeLessThanOrEqual(0)
  }
  async function begin(page: Page, path = '/practice'): Promise<void> {
    await page.goto(path)
    await page.getByRole('button', { name: '开始练' }).click()
    await question(page).waitFor()
  }
  const tap = (button: Locator) => button.click()
  /** Answers the drill on the screen, of any type. @returns its type */
  async function answer(page: Page, press = tap): Promise<'choice' | 'multiple' | 'order' | 'spot'> {
    const options = question(page).locator('.options button')
    if (await page.getByRole('button', { name: '排好了' }).isVisible()) {
      const steps = question(page).locator('.steps li button')
      for (let step = 0; step < (await steps.count()); step++) await press(steps.nth(step))
      await press(page.getByRole('button', { name: '排好了' }))
      return 'order'
    }
    if (await page.getByRole('button', { name: '选好了' }).isVisible()) {
      await press(options.nth(0))
      await press(options.nth(1))
      await press(page.getByRole('button', { name: '选好了' }))
      return 'multiple'
    }
    if (await page.getByRole('button', { name: /找好了/ }).isVisible()) {
      const words = question(page).locator('.message [role="button"]')
      for (let word = 0; word < (await words.count()); word++) {
        const heights = await words
          .nth(word)
          .evaluate((element) => [...element.getClientRects()].map(({ height }) => height))
        for (const height of heights) expect(height, 'the touch area of a word').toBeGreaterThanOrEqual(44)
      }
      await press(words.first())
      await press(page.getByRole('button', { name: /找好了/ }))
      return 'spot'
    }
    await press(options.first())
    return 'choice'
  }

  it.each([
    ['phone', VIEWPORTS.phone, false],
    ['phone in elder mode', VIEWPORTS.phone, true],
    ['portrait hall screen', VIEWPORTS.portrait, false],
  ] as const)('a set of five by tapping, on a %s', async (name, viewport, elder) => {
    const page = await browser.open({ viewport })
    await page.goto('/practice')
    if (elder) {
      await page.getByRole('button', { name: /大字/ }).click()
      // Early tap: pressed before hydration, it takes effect after it.
      await expect.poll(() => page.evaluate(() => document.documentElement.hasAttribute('data-elder'))).toBe(true)
    }
    await expectWell(page, `the intro, ${name}`)
    await begin(page)
    const types: string[] = []
    for (let item = 1; item <= 5; item++) {
      await see(page, `${item} / 5`)
      await expectWell(page, `item ${item}, ${name}`)
      types.push(await answer(page))
      await forward(page).waitFor()
      await expectWell(page, `why ${item}, ${name}`)
      await forward(page).click()
    }
    await see(page, /^答对了$/)
    await expectWell(page, `the result, ${name}`)
    expect(types.sort()).toEqual(['choice', 'choice', 'multiple', 'order', 'spot'])
    // Practice stores no cookie except that of elder mode.
    expect((await page.context().cookies()).map((cookie) => cookie.name)).toEqual(elder ? ['elder'] : [])
    await page.getByRole('button', { name: '再练一组' }).click()
    await see(page, '1 / 5')
  })

  it('survives a lost network, a reload and the back button', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.phone })
    browser.allowNetworkErrors(page)
    await page.goto('/scams/romance')
    await page.getByRole('main').getByRole('link', { name: '练一练' }).click()
    await page.getByRole('button', { name: '开始练' }).click()
    await question(page).waitFor()
    await page.context().setOffline(true)
    await answer(page)
    await see(page, /答案没有送到/)
    await expectWell(page, 'an answer that did not get through')
    const heading = await page.getByRole('heading', { level: 1 }).textContent()
    await page.context().setOffline(false)
    await page.getByRole('button', { name: '再送一次' }).click()
    await forward(page).waitFor()
    await forward(page).click()
    await see(page, '2 / 5')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).not.toBe(heading)
    await page.reload()
    await see(page, '2 / 5')
    await page.goBack()
    await page.waitForURL('**/scams/romance')
    await page.goForward()
    await see(page, '2 / 5')
    // Another type starts another set.
    await page.goto('/practice?type=task-rebate')
    await see(page, '练一练：')
    await page.getByRole('button', { name: '开始练' }).waitFor()
  })

  it('is answered by keyboard alone', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.landscape })
    await begin(page, '/practice?type=task-rebate')
    const press = async (button: Locator) => {
      await button.focus()
      await settled(page)
      await page.keyboard.press('Enter')
    }
    for (let item = 1; item <= 5; item++) {
      await see(page, `${item} / 5`)
      await answer(page, press)
      await forward(page).waitFor()
      // On each new step the heading has the focus, so that a screen reader starts there.
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
      await press(forward(page))
    }
    await see(page, /^答对了$/)
  })

  it('refuses what makes no sense, in Chinese, and tells nothing beforehand', async () => {
    const post = async (path: string, body: unknown) => {
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return {
        status: response.status,
        cookies: response.headers.getSetCookie(),
        body: (await response.json()) as {
          items?: { id: string; type: string }[]
          error?: { fields?: Record<string, string> }
        },
      }
    }
    const { status, body, cookies } = await post('/api/practice', { type: 'romance' })
    expect([status, body.items!.length, cookies]).toEqual([200, 5, []])
    expect(JSON.stringify(body)).not.toMatch(/"(?:right|why|verdict|truth|explanation|rule|steps)"/)
    const seen = body.items!.map(({ id }) => id)
    const next = (await post('/api/practice', { type: 'romance', seen })).body.items!
    expect(next.filter(({ id }) => !seen.includes(id))).toHaveLength(3)
    const { id } = body.items!.find(({ type }) => type === 'single')!
    expect(await post(`/api/practice/${id}/answer`, { answer: ['x'] })).toMatchObject({
      status: 400,
      cookies: [],
      body: { error: { fields: { answer: '没有这个选项' } } },
    })
    expect(await post(`/api/practice/${id}/answer`, {})).toMatchObject({
      status: 400,
      body: { error: { fields: { answer: expect.stringMatching(/[\u4e00-\u9fff]/) } } },
    })
    expect(await post('/api/practice', { seen: [1] })).toMatchObject({
      status: 400,
      body: { error: { fields: { 'seen.0': expect.stringMatching(/[\u4e00-\u9fff]/) } } },
    })
    expect((await post('/api/practice/no-such-item/answer', { answer: [] })).status).toBe(404)
    expect((await post('/api/practice', { type: 'no-such-type' })).status).toBe(404)
    expect((await fetch(`${server.url}/api/practice?type=no-such-type`)).status).toBe(404)
    expect((await fetch(`${server.url}/practice?type=no-such-type`)).status).toBe(404)
  })
})
