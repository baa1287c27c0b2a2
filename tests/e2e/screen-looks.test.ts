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
        const from = innerHeight * 0.75
        const parts = [...document.querySelectorAll('main p, main button, main svg')]
          .filter((part) => part.checkVisibility())
          .map((part) => part.getBoundingClientRect())
          .filter(({ top, bottom }) => bottom > top)
          .sort((a, b) => a.top - b.top)
        let [covered, widest] = [from, 0]
        for (const { top, bottom } of [...parts, { top: innerHeight * 0.98, bottom: innerHeight }]) {
          widest = Math.max(widest, top - covered)
          covered = Math.max(covered, bottom)
        }
        return widest / innerHeight
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

  it('leaves no third of the attract view empty, in any of its scenes', async () => {
    const page = await openLost(browser)
    for (const { name, state } of picturesOf(false).filter((each) => each.name.startsWith('campaign'))) {
      await show(page, state, false)
      for (const size of [[1080, 1920] as const, [1920, 1080] as const]) {
        await settleAt(page, size)
        const { data, width, height } = PNG.sync.read(await page.screenshot())
        /** How much a row differs from its neighbours: a plain ground does not. */
        const busy = (x: number, y: number) => {
          const at = (y * width + x) * 4
          const differs = (by: number) => Math.abs((data[at + by] ?? 0) - (data[at + by + 16] ?? 0))
          return differs(0) + differs(1) > 12
        }
        for (let third = 0; third < 3; third += 1) {
          let points = 0
          for (let y = Math.round((third * height) / 3); y < ((third + 1) * height) / 3; y += 3)
            for (let x = 0; x < width - 4; x += 4) if (busy(x, y)) points += 1
          expect(points, `${name}, third ${third + 1} at ${size.join('×')}`).toBeGreaterThan(400)
        }
      }
    }
  }, 60_000)
})
