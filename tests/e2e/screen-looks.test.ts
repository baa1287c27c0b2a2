/** What makes a hall screen look cared for: whole phrases, no empty part, nothing cut off. */
import type { Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScreenState } from '#shared/screen/state.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { tornPhrases } from '../fixtures/line-ends.ts'
import { type Kept, openLost, readKept, settleAt, showKept } from '../fixtures/lost-screen.ts'
import type { Office } from '../fixtures/office.ts'
import { picturesOf, textOf } from '../fixtures/screen-states.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { settled } from '../fixtures/walk.ts'

const SIZES = [
  [800, 480],
  [480, 800],
  [1920, 1080],
  [1080, 1920],
] as const

describe('the picture of a hall screen', () => {
  let server: TestServer
  let office: Office
  let kept: Kept | undefined
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  async function show(page: Page, state: ScreenState, long: boolean): Promise<void> {
    kept ??= await readKept(await browser.open({ viewport: VIEWPORTS.landscape }), office)
    await showKept(page, kept, state, long)
  }

  it('keeps the short phrases of a warning whole, wherever its lines end', async () => {
    const page = await openLost(browser)
    const torn: string[] = []
    const warning = picturesOf(false).find(({ name }) => name === 'warning')?.state
    if (warning?.show.kind !== 'takeover') throw new Error('no warning')
    for (const length of [6, 8, 10, 12]) {
      const text = `${textOf(length)}，验证码不说，钱不转，先问一问。`
      const card = { ...warning.show.card, headline: text, rule: text }
      await show(page, { ...warning, show: { ...warning.show, card } }, false)
      for (const width of [480, 720, 1080])
        for (const size of [[width, (width / 9) * 16] as const, [(width / 9) * 16, width] as const]) {
          await settleAt(page, [Math.round(size[0]), Math.round(size[1])])
          torn.push(...(await tornPhrases(page, '.headline, .steps li')))
        }
    }
    expect(torn).toEqual([])
  }, 120_000)

  it('leaves no part of the lowest quarter of a portrait picture empty', async () => {
    const page = await openLost(browser)
    for (const { name, state } of picturesOf(false).filter((each) =>
      /^(?:campaign|general page|panel)/.test(each.name),
    )) {
      await show(page, state, false)
      await settleAt(page, [1080, 1920])
      const gap = await page.evaluate(() => {
        const edges = [innerHeight * 0.75, innerHeight * 0.98]
        for (const part of document.querySelectorAll('main p, main button, main svg')) {
          const { top, bottom } = part.getBoundingClientRect()
          if (bottom > top && part.checkVisibility()) edges.push(top, bottom)
        }
        const low = edges.filter((edge) => edge >= innerHeight * 0.75).sort((a, b) => a - b)
        return Math.max(...low.slice(1).map((edge, at) => edge - (low[at] ?? 0))) / innerHeight
      })
      expect(gap, name).toBeLessThan(0.07)
    }
  }, 60_000)

  it('fills the help of a portrait screen, and every picture of the stories, up to their edges', async () => {
    const page = await openLost(browser)
    const [first] = picturesOf(false)
    if (!first) throw new Error('no state')
    await show(page, first.state, false)
    await settleAt(page, [1080, 1920])
    const press = async (name: string) => {
      await settled(page)
      await page.getByRole('button', { name }).click()
    }
    await press('已经转账了怎么办')
    await page.locator('dialog[open]').waitFor()
    const filled = await page.locator('dialog .end, dialog .far').evaluateAll((parts) =>
      parts.map((part) => {
        const { top, bottom } = part.getBoundingClientRect()
        return [top, bottom].map((edge) => Math.round((edge / innerHeight) * 100))
      }),
    )
    const [end, far] = filled
    expect(far![0]! - end![1]!, 'between the button and the numbers, %').toBeLessThan(3)
    expect(far![1], 'down to the lower edge, %').toBe(100)
    const size = await page
      .locator('dialog li p')
      .first()
      .evaluate((text) => getComputedStyle(text).fontSize)
    expect(Number.parseFloat(size)).toBeGreaterThan(31.5)
    await press('看完了，关闭')
    await press('演一回当事人')
    await page.locator('.choose').waitFor()
    for (const viewport of [VIEWPORTS.portrait, VIEWPORTS.landscape]) {
      await settleAt(page, [viewport.width, viewport.height])
      const { data, width, height } = PNG.sync.read(await page.locator('.choose img').nth(1).screenshot())
      const at = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)]
      // A night scene: what was beside it was beige.
      for (const x of [6, width - 7]) expect(Math.max(...at(x, height >> 1)), `${viewport.width}`).toBeLessThan(130)
    }
  }, 60_000)

  it('cuts no ring of a ringing phone off at a straight edge', async () => {
    const page = await openLost(browser)
    const [first] = picturesOf(false)
    if (!first) throw new Error('no state')
    await show(page, first.state, false)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height })
      await page.goto('/screen')
      await page.locator('.hero.ringing').waitFor()
      const cut = await page.locator('.waves').evaluate((box) => {
        const faded = getComputedStyle(box).webkitMaskImage !== 'none'
        const around = box.getBoundingClientRect()
        return [...box.children].flatMap((wave) =>
          [0.1, 0.3, 0.5, 0.7, 0.9, 0.99].filter((share) => {
            for (const animation of wave.getAnimations()) {
              animation.pause()
              animation.currentTime = 2_400 * share + Number(animation.effect?.getTiming().delay ?? 0)
            }
            const { left, right, top, bottom } = wave.getBoundingClientRect()
            const aside = left < around.left - 1 || right > around.right + 1
            return aside || (!faded && (top < around.top - 1 || bottom > around.bottom + 1))
          }),
        )
      })
      expect(cut, `${width}×${height}`).toEqual([])
    }
  }, 60_000)
})
