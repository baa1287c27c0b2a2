/**
 * Every view of a hall screen on the corners of the supported sizes, with the shortest and the longest texts, the
 * notice of a lost server and the demonstration's banner.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScreenState } from '#shared/screen/state.ts'
import { STATION_LENGTHS } from '#shared/member/station.ts'
import { DEMO_BANNER } from '#server/site/demo-banner.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import { playThrough, readScenarios, wayOf } from '../fixtures/play.ts'
import { type Kept, openLost, readKept, settleAt, showKept } from '../fixtures/lost-screen.ts'
import { faultsOf, readQrCodes } from '../fixtures/screen-look.ts'
import { readScreenCode } from '../fixtures/screen-page.ts'
import { LONG_ORIGIN, picturesOf, textOf } from '../fixtures/screen-states.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see, settled } from '../fixtures/walk.ts'

const SIZES = [
  [800, 480],
  [480, 800],
  [1920, 1080],
  [1080, 1920],
  [3840, 2160],
  [2160, 3840],
] as const
/** The small ones, and the one whose view is laid out otherwise. */
const TIGHT = [SIZES[0], SIZES[1], SIZES[3]]
/** On a panel of seven inches nothing may be smaller, px. */
const SMALLEST = 16
const LENGTHS = [
  ['the longest', true],
  ['the shortest', false],
] as const

describe('the picture of a hall screen', () => {
  let server: TestServer
  let office: Office
  let kept: Kept | undefined
  const browser = useBrowser(() => server.url)
  const dark = useBrowser(() => server.url, { args: ['--blink-settings=forceDarkModeEnabled=true'] })
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  /** @param page paired for it, else any that has been paired before */
  async function readContent(page?: Page): Promise<Kept> {
    if (page || !kept) kept = await readKept(page ?? (await browser.open({ viewport: VIEWPORTS.landscape })), office)
    return kept
  }
  const show = async (page: Page, state: ScreenState, long: boolean) => showKept(page, await readContent(), state, long)
  const putBanner = (page: Page) =>
    page.evaluate((html) => document.body.insertAdjacentHTML('afterbegin', html), DEMO_BANNER)
  async function faultsAt(page: Page, size: readonly [number, number], what: string): Promise<string[]> {
    await settleAt(page, size)
    const faults = await faultsOf(page, Math.min(...size) <= 480 ? SMALLEST : 0)
    return faults.map((fault) => `${what} at ${size.join('×')}: ${fault}`)
  }

  /** A warning names who warns, and its buttons are in line with what stands above them. */
  async function expectWarning(page: Page, { station }: ScreenState, what: string): Promise<void> {
    const signed = await page.locator('.takeover .signed').filter({ visible: true }).allTextContents()
    expect(signed, what).toEqual([expect.stringContaining(station.name)])
    expect(signed[0], what).toContain(station.telephone)
    const edges = (selector: string) =>
      page.locator(selector).evaluate((part) => {
        const { left, right } = part.getBoundingClientRect()
        return { left, right }
      })
    const [card, red] = [await edges('.takeover .way'), await edges('main > .ask')]
    const play = await edges('main > button:not(.ask)')
    expect(Math.abs(play.left - card.left) + Math.abs(red.right - card.right), what).toBeLessThan(2)
  }

  it.each(LENGTHS)(
    'has room for %s texts, and every code can be scanned',
    async (_what, long) => {
      const faults: string[] = []
      const page = await openLost(browser)
      for (const { name, state } of picturesOf(long)) {
        await show(page, state, long)
        for (const size of SIZES) {
          faults.push(...(await faultsAt(page, size, name)))
          if (name.startsWith('warning')) await expectWarning(page, state, `${name} at ${size.join('×')}`)
        }
        if (!long) continue
        await putBanner(page)
        for (const size of TIGHT) faults.push(...(await faultsAt(page, size, `${name} beneath the banner`)))
      }
      expect(faults).toEqual([])
    },
    300_000,
  )

  it('has room for what it shows before it is connected, and while another machine does', async () => {
    const faults: string[] = []
    /** As if the station had the longest names. */
    const lengthen = (page: Page, long: Record<string, string>) =>
      page.evaluate((texts) => {
        for (const [selector, text] of Object.entries(texts))
          for (const element of document.querySelectorAll(selector)) element.textContent = text
      }, long)
    const look = async (page: Page, what: string, long: Record<string, string>) => {
      for (const size of SIZES) faults.push(...(await faultsAt(page, size, what)))
      await lengthen(page, long)
      for (const size of SIZES) faults.push(...(await faultsAt(page, size, `${what}, long`)))
      await putBanner(page)
      for (const size of TIGHT) faults.push(...(await faultsAt(page, size, `${what} beneath the banner`)))
    }
    const hall = textOf(STATION_LENGTHS.hallName)
    const page = await browser.open({ viewport: VIEWPORTS.landscape })
    await readScreenCode(page)
    const address = `${LONG_ORIGIN.replace('https://', '')}/console/screens`
    await look(page, 'pairing', { '.pairing header b': hall, '.pairing li b': address })
    await readContent(page)
    const second = await page.context().newPage()
    await second.goto('/screen')
    await see(second, '此屏已在别处显示')
    await look(second, 'elsewhere', { '.elsewhere .name': textOf(30) })
    const lost = await openLost(browser)
    await lost.goto('/screen')
    await lost.locator('.splash').first().waitFor()
    await look(lost, 'splash', { '.splash h1': hall })
    expect(faults).toEqual([])
  })

  it('has room for the stories, a play, its end and the help', async () => {
    const page = await openLost(browser)
    const [first] = picturesOf(false)
    if (!first) throw new Error('no state')
    await show(page, first.state, false)
    const faults: string[] = []
    const look = async (what: string) => {
      for (const size of SIZES.slice(0, 4)) faults.push(...(await faultsAt(page, size, what)))
      await putBanner(page)
      for (const size of TIGHT) faults.push(...(await faultsAt(page, size, `${what} beneath the banner`)))
      await page.evaluate(() => {
        document.querySelector('#demo-mark + style')?.remove()
        document.querySelector('#demo-mark')?.remove()
      })
      await page.setViewportSize(VIEWPORTS.landscape)
    }
    const press = async (name: string) => {
      await settled(page)
      await page.getByRole('button', { name }).click()
    }
    await press('已经转账了怎么办')
    await look('help')
    await press('看完了，关闭')
    await press('演一回当事人')
    await page.locator('.choose').waitFor()
    await look('stories')
    await settled(page)
    const title = await page.locator('.choose li b').first().textContent()
    const scenario = readScenarios().find((each) => each.title === title)
    if (!scenario) throw new Error(`unknown: ${title}`)
    await page.locator('.choose li button').first().click()
    await page.locator('.role').waitFor()
    await look('role')
    let steps = 0
    await playThrough(page, wayOf(scenario, 'worst'), async () => {
      steps += 1
      if (steps === 1) await look('play')
    })
    await look('debrief')
    expect(faults).toEqual([])
  }, 240_000)

  it('keeps its codes dark on white where the browser forces dark colours', async () => {
    const read: Record<string, (string | undefined)[]> = {}
    const page = await openLost(dark)
    const withCode = ['campaign', 'warning', 'campaign beneath a warning', 'panel']
    for (const { name, state } of picturesOf(false).filter((picture) => withCode.includes(picture.name))) {
      await show(page, state, false)
      await settleAt(page, [1920, 1080])
      read[name] = await readQrCodes(page)
    }
    expect(read).toMatchObject({
      campaign: ['http://10.0.0.2/s/ABCDEFG'],
      warning: ['http://10.0.0.2/cards/01993e2a-1234-7222-8333-123456789012'],
      'campaign beneath a warning': ['http://10.0.0.2/s/ABCDEFG'],
      panel: [expect.stringMatching(/^http:\/\/10\.0\.0\.2\//)],
    })
  }, 120_000)
})
