/** Office pages on a phone: nothing covers anything else, and nothing is squeezed where there is room. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'

describe('the office on a phone', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  async function open(path: string): Promise<Page> {
    const page = await browser.open({ viewport: VIEWPORTS.phone })
    await page.context().addCookies(
      office
        .cookie()
        .split('; ')
        .map((pair) => ({
          name: pair.slice(0, pair.indexOf('=')),
          value: pair.slice(pair.indexOf('=') + 1),
          url: server.url,
        })),
    )
    await page.goto(path, { waitUntil: 'networkidle' })
    return page
  }
  /** Pairs of elements that are less than `apart` px from each other, by their texts or labels. */
  const collisions = (page: Page, selector: string, apart: number) =>
    page.locator(selector).evaluateAll((elements, gap) => {
      const boxes = elements.map((element) => {
        const range = document.createRange()
        range.selectNodeContents(element)
        const within = element.matches('input, select, textarea') ? element : range
        const name = element.textContent?.trim() || element.closest('div')?.textContent?.trim() || element.tagName
        return { box: within.getBoundingClientRect(), name: name.slice(0, 20) }
      })
      return boxes.flatMap(({ box: a, name }, at) =>
        boxes
          .slice(at + 1)
          .filter(
            ({ box: b }) =>
              b.left < a.right + gap && a.left < b.right + gap && b.top < a.bottom && a.top < b.bottom && b.width > 0,
          )
          .map((other) => `${name} / ${other.name}`),
      )
    }, apart)

  it('keeps the fields of an exclusion apart and its choices whole', async () => {
    const page = await open(`/console/campaigns/${office.campaign.id}`)
    await page.getByRole('button', { name: '移出统计……' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('还没有。').waitFor()
    expect(await collisions(page, 'dialog :is(input, select)', 8)).toEqual([])
    const [when, from, to] = await Promise.all(
      [dialog.getByLabel('时间'), dialog.getByLabel('从'), dialog.getByLabel('到（不含）')].map((field) =>
        field.boundingBox(),
      ),
    )
    // 一天里的一段时间 is eight characters.
    expect(when!.width).toBeGreaterThan(8 * 18 + 40)
    expect(from!.y).toBe(to!.y)
  })

  it('keeps the headings of the figures apart, and says what stands for those that are not shown', async () => {
    const page = await open(`/console/campaigns/${office.campaign.id}`)
    const funnel = '[aria-labelledby="funnel-title"]'
    expect(await collisions(page, `${funnel} thead :is(th, td)`, 6)).toEqual([])
    expect(await page.locator(funnel).textContent()).toContain('是为保护居民不显示的数')
  })

  it('shows the longest definition within the window', async () => {
    const page = await open(`/console/campaigns/${office.campaign.id}`)
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
    await page.getByRole('button', { name: '没有计入的：怎么算的' }).click()
    const box = await page.locator('#left-out [popover]').boundingBox()
    expect(box!.y).toBeGreaterThanOrEqual(0)
    expect(box!.y + box!.height).toBeLessThanOrEqual(VIEWPORTS.phone.height)
  })

  it('gives the name of a text the whole width of its card', async () => {
    const page = await open('/console/content')
    const name = await page.locator('tbody tr').first().locator('th').boundingBox()
    expect(name!.width).toBeGreaterThan(280)
  })

  it('ends a long password before the button that shows it', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.phone })
    await page.goto('/console/login', { waitUntil: 'networkidle' })
    const field = page.getByLabel('密码', { exact: true })
    await field.fill('tall-bamboo-7-rain-and-snow')
    const end = await field.evaluate((input) => Number.parseFloat(getComputedStyle(input).paddingInlineEnd))
    const button = await page.getByRole('button', { name: '显示' }).boundingBox()
    expect(end).toBeGreaterThanOrEqual(button!.width)
  })
})
