/** Every scenario, played on its safest and its worst path, on a phone and on hall screens. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectAccessible } from '../fixtures/axe.ts'
import { SETTLE_MS } from '#shared/settle.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { CAMPAIGN_TITLE, type Office } from '../fixtures/office.ts'
import { playThrough, readScenarios, type Way, wayOf } from '../fixtures/play.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see } from '../fixtures/walk.ts'

const SCENARIOS = readScenarios()
/** Vitest has no polling for tests that run at once, and waits for one second if nothing is said. */
const WAIT = { timeout: 30_000, interval: 50 }
const BOTH = ['safest', 'worst'] as const
const money = (yuan: number) => `${yuan.toLocaleString('en-US')} 元`

describe('scenarios', () => {
  let server: TestServer
  let office: Office
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  /** The debrief shows the texts of the file, and nothing overflows sideways or covers a control. */
  async function expectDebrief(page: Page, { title, paid, presses }: Way, purse: number): Promise<void> {
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title)
    // The play is over: there is nothing left that one could stop playing.
    expect(await page.locator('.player .top button').first().innerText()).toBe('返回')
    const [lost, left, ...clues] = await page.locator('.debrief dd').allTextContents()
    expect([lost, left]).toEqual([money(paid), money(purse - paid)])
    // The shortest safe path may contain no red flag at all.
    for (const text of clues) expect(text).toMatch(/^\d+ \/ \d+ 处$/)
    // The path is replayed: one part for each screen that was shown.
    expect(await page.locator('.debrief details .step').count()).toBe(presses.length)
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBeLessThanOrEqual(0)
    expect(
      await page
        .locator('.debrief section')
        .evaluateAll((all) =>
          all.filter((part) => part.scrollHeight > part.clientHeight + 1).map((part) => part.className),
        ),
      'parts that are cut off',
    ).toEqual([])
  }

  /** The rule is on the first screen, the moment that decided and the ways on follow at once, the rest is folded. */
  async function expectShort(page: Page): Promise<void> {
    const { height } = VIEWPORTS.phone
    const bottom = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((part) => part.getBoundingClientRect().bottom + scrollY)
    expect(await bottom('.debrief .rule')).toBeLessThanOrEqual(height)
    // Telling it on and asking come before another play.
    const ways = await page.locator('.debrief :is(.pass, .next) :is(button, a)').allInnerTexts()
    expect(ways).toEqual(['转给家人', '打印', '拿不准，打 96110 问一问', '再玩一次', '换一个玩'])
    expect(await page.locator('.debrief :is(.primary, .first)').allInnerTexts()).toEqual(['转给家人'])
    expect(await bottom('.debrief .next')).toBeLessThanOrEqual(2 * height)
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(3 * height)
  }

  /** The outcome, the rule and the moment that decided are seen at once, above the buttons. */
  async function expectOnePicture(page: Page, what: string): Promise<void> {
    for (const size of ['landscape', 'portrait'] as const) {
      await page.setViewportSize(VIEWPORTS[size])
      const cut = () =>
        page.evaluate(() => {
          const edge = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
          const [bar, buttons] = [edge('.player .top')?.bottom ?? 0, edge('.debrief .next')?.top ?? 0]
          return ['.debrief h1', '.debrief .rule', '.debrief .moment h2', '.debrief .moment .step'].filter(
            (selector) => (edge(selector)?.top ?? 0) < bar || (edge(selector)?.bottom ?? Infinity) > buttons,
          )
        })
      await vi.waitFor(async () => expect(await cut(), `${what}, ${size}`).toEqual([]), WAIT)
    }
  }

  /** How much smaller than usual the end is written, so that it fits. */
  const fitOf = (page: Page) =>
    page.locator('.debrief .sum').evaluate(async (sum) => {
      await document.fonts.ready
      return (sum as HTMLElement).style.getPropertyValue('--fit')
    })

  /** Most of a play is waiting until a reader could have read: several are played at once. */
  describe('on a phone, from end to end', () => {
    const browser = useBrowser(() => server.url, { keep: true })

    it.concurrent.each(SCENARIOS.map(({ id }) => id))('%s', async (id) => {
      const scenario = SCENARIOS.find((each) => each.id === id)!
      for (const wanted of BOTH) {
        const way = wayOf(scenario, wanted)
        const page = await browser.open({ viewport: VIEWPORTS.phone, reducedMotion: 'reduce' })
        await page.goto(`/scenarios/${id}`)
        await playThrough(page, way, async (step) => {
          // All controls are visible without scrolling the page.
          const box = (await page.locator('.now button').last().boundingBox())!
          expect(box.y + box.height, `${id}, ${wanted}, step ${step}`).toBeLessThanOrEqual(VIEWPORTS.phone.height)
          expect(box.height).toBeGreaterThanOrEqual(48)
        })
        await expectDebrief(page, way, scenario.purse)
        await expectShort(page)
        expect(await page.locator('.seal').first().textContent()).toBe(wanted === 'safest' ? '守住了' : '被骗了')
        await page.context().close()
      }
    })
  })

  describe('on a phone', () => {
    const browser = useBrowser(() => server.url)
    const open = async (id: string, options = {}) => {
      const page = await browser.open({ viewport: VIEWPORTS.phone, reducedMotion: 'reduce', ...options })
      await page.goto(`/scenarios/${id}`)
      return page
    }

    it('is told line by line, or at once for whoever does not want to wait', async () => {
      const page = await browser.open({ viewport: VIEWPORTS.phone, reducedMotion: 'no-preference' })
      // The clock is stopped, and advances only by the test.
      await page.clock.install()
      await page.goto('/scenarios/task-rebate')
      await page.clock.pauseAt(Date.now() + 60_000)
      const begin = () => page.getByRole('button', { name: '开始', exact: true }).click()
      const lines = page.locator('.scene li:not(.typing)')
      const choices = page.getByRole('group', { name: '您怎么办？' }).getByRole('button')
      /** The choices have just appeared under a finger that was about to press “不等了”. */
      const expectNothingChosenYet = async () => {
        await choices.first().click({ force: true })
        expect(await page.getByText(/第 \d 幕/).textContent()).toContain('第 1 幕')
      }
      await begin()
      await see(page, '对方正在说……')
      expect(await lines.count()).toBe(0)
      const came: number[] = []
      while (await page.getByText('对方正在说……').isVisible()) {
        await page.clock.runFor(100)
        if ((await lines.count()) !== came.at(-1)) came.push(await lines.count())
      }
      expect(came).toEqual(Array.from({ length: came.length }, (_, line) => line))
      expect(came.length).toBeGreaterThan(2)
      await expectNothingChosenYet()

      await page.getByRole('button', { name: '不玩了' }).click()
      await page.goto('/scenarios/task-rebate')
      await begin()
      await page.clock.runFor(SETTLE_MS)
      await page.getByRole('button', { name: '不等了，直接看完' }).click()
      expect(await lines.count()).toBe(came.length - 1)
      await expectNothingChosenYet()
      await page.clock.runFor(SETTLE_MS)
      await choices.first().click()
      await see(page, /第 2 幕/)
    })

    it('goes on where it was after a reload, and a double tap chooses once', async () => {
      const scenario = SCENARIOS.find(({ id }) => id === 'task-rebate')!
      const page = await open('task-rebate')
      await page.getByRole('button', { name: '开始', exact: true }).click()
      const [first] = wayOf(scenario, 'worst').presses
      await page.getByRole('button', { name: first ?? '继续', exact: true }).dblclick()
      await see(page, /第 2 幕/)
      await page.reload()
      await see(page, /第 2 幕/)
    })

    it('lets one go back to a wrong turn and take another', async () => {
      const scenario = SCENARIOS.find(({ id }) => id === 'task-rebate')!
      const page = await open('task-rebate')
      await playThrough(page, wayOf(scenario, 'worst'))
      await page.getByRole('button', { name: '回到这里，重选一次' }).last().click()
      await see(page, '您怎么办？')
      expect(await page.locator('.debrief').count()).toBe(0)
    })

    it('is accessible from the first page to the debrief', async () => {
      const page = await open('fake-authority')
      await expectAccessible(page, 'who one is')
      await page.getByRole('button', { name: '开始', exact: true }).click()
      await expectAccessible(page, 'a call')
      await page.reload()
      await playThrough(
        page,
        wayOf(
          SCENARIOS.find(({ id }) => id === 'fake-authority')!,
          'worst',
        ),
      )
      await expectAccessible(page, 'the debrief')
    })

    it('says so where there is no such scenario', async () => {
      const page = await browser.open({ viewport: VIEWPORTS.phone })
      browser.allowStatus(page, 404)
      const response = await page.goto('/scenarios/no-such-story')
      expect(response!.status()).toBe(404)
    })
  })

  describe.each([
    ['portrait', SCENARIOS],
    ['landscape', SCENARIOS.slice(0, 3)],
  ] as const)('on a hall screen, %s', (size, stories) => {
    const browser = useBrowser(() => server.url, { keep: true })
    const viewport = VIEWPORTS[size]
    /** Screens that nobody plays on; as many as tests run at once. */
    const free: Page[] = []
    beforeAll(async () => {
      for (const name of ['互动屏一', '互动屏二', '互动屏三', '互动屏四', '互动屏五']) {
        const page = await browser.open({ viewport, reducedMotion: 'reduce' })
        await page.goto('/screen')
        const spoken = await page.getByText(/^连接码 (\d ?){6}$/).textContent()
        const code = spoken!.replace(/\D/g, '')
        const screen = { code, name, zone: '第一展区', campaignId: office.campaign.id }
        const paired = await office.call('POST', '/api/console/screens', screen)
        if (paired.status !== 201) throw new Error(`the screen was not paired: ${paired.status}`)
        await see(page, CAMPAIGN_TITLE)
        free.push(page)
      }
    })

    /** Plays on a screen of its own, from the attract view and back to it. */
    async function onScreen(play: (page: Page) => Promise<void>): Promise<void> {
      const page = await vi.waitFor(
        () => {
          const found = free.pop()
          if (!found) throw new Error('all screens are played on')
          return found
        },
        { timeout: 120_000 },
      )
      try {
        // A failure of an earlier story must not be reported for this one.
        if (!(await page.getByRole('button', { name: /演一回/ }).isVisible())) await page.reload()
        await page.getByRole('button', { name: /演一回/ }).click()
        await play(page)
      } finally {
        free.push(page)
      }
    }

    it.concurrent.each(stories.map(({ id }) => id))('%s', (id) =>
      onScreen(async (page) => {
        const scenario = SCENARIOS.find((each) => each.id === id)!
        const red = page.getByRole('button', { name: '已经转账了怎么办' })
        for (const wanted of BOTH) {
          const way = wayOf(scenario, wanted)
          await page.locator('.choose li button').first().waitFor()
          const story = page.locator('.choose li button').filter({ hasText: scenario.title })
          if (!(await story.count())) await page.getByRole('button', { name: /换一批/ }).click()
          await story.click()
          await playThrough(page, way, async (step) => {
            // The end comes with its motion, as it does in a hall.
            if (step === way.presses.length - 1) await page.emulateMedia({ reducedMotion: 'no-preference' })
            const top = (await red.boundingBox())!.y
            for (const box of await Promise.all(
              (await page.locator('.now button').all()).map((button) => button.boundingBox()),
            )) {
              expect(box!.height).toBeGreaterThanOrEqual(60)
              // Above the red button, and below eye level on a portrait screen.
              expect(box!.y + box!.height, `${id}, ${wanted}, step ${step}`).toBeLessThanOrEqual(
                size === 'portrait' ? top : viewport.height,
              )
              if (size === 'portrait') expect(box!.y / viewport.height).toBeGreaterThanOrEqual(0.3)
            }
          })
          await expectDebrief(page, way, scenario.purse)
          const moving = await fitOf(page)
          await page.emulateMedia({ reducedMotion: 'reduce' })
          await expectOnePicture(page, `${id}, ${wanted}`)
          await page.setViewportSize(viewport)
          await vi.waitFor(async () => expect(await fitOf(page), `${id}, ${wanted}, at rest`).toBe(moving), WAIT)
          await page.getByRole('button', { name: '换一个玩' }).click()
        }
        await page.getByRole('button', { name: '回到首页' }).click()
        await see(page, CAMPAIGN_TITLE)
      }),
    )

    it('is accessible while it is played', () =>
      onScreen(async (page) => {
        await expectAccessible(page, 'the choice of stories')
        await page.locator('.choose li button').first().click()
        await page.getByRole('button', { name: '开始', exact: true }).click()
        await expectAccessible(page, 'a play')
      }))
  })
})
