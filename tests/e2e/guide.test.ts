/** The manual as members see it: on phones, on desktops and on paper. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from '../fixtures/axe.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startMigrated } from '../fixtures/starts.ts'

describe('the manual', () => {
  let server: TestServer
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    server = await startMigrated()
  })
  afterAll(() => server?.stop())

  async function open(path: string, viewport: { width: number; height: number } = VIEWPORTS.phone): Promise<Page> {
    const page = await browser.open({ viewport })
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    return page
  }

  /** Scrolls through the page, so that lazy pictures load. @returns those that failed to load */
  async function lostPictures(page: Page): Promise<string[]> {
    const pictures = page.locator('main img')
    for (const picture of await pictures.all()) {
      await picture.scrollIntoViewIfNeeded()
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.complete)).toBe(true)
    }
    return pictures.evaluateAll((all) =>
      all
        .filter((image) => (image as HTMLImageElement).naturalWidth === 0)
        .map((image) => (image as HTMLImageElement).src),
    )
  }

  describe.each([
    ['phone', VIEWPORTS.phone],
    ['desk', VIEWPORTS.office],
  ] as const)('at %s', (name, viewport) => {
    it.each(['/guide', '/guide/hall', '/guide/campaign'])('%s', async (path) => {
      const page = await open(path, viewport)
      await expectAccessible(page, `${path} at ${name}`)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        'scrolls sideways',
      ).toBeLessThanOrEqual(0)
      expect(await page.locator('main img').count()).toBeGreaterThanOrEqual(path === '/guide' ? 0 : 2)
      expect(await lostPictures(page)).toEqual([])
    })
  })

  it('in large type on a phone', async () => {
    const page = await open('/guide/members')
    await page.getByRole('button', { name: /大字/ }).first().click()
    await expect.poll(() => page.evaluate(() => document.documentElement.hasAttribute('data-elder'))).toBe(true)
    await expectAccessible(page, 'a chapter in large type')
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      'scrolls sideways',
    ).toBeLessThanOrEqual(0)
  })

  it('is read from the footer through all its chapters', async () => {
    const page = await open('/', VIEWPORTS.office)
    await page.getByRole('contentinfo').getByRole('link', { name: '使用说明' }).click()
    await page.getByRole('heading', { level: 1, name: '使用说明' }).waitFor()
    const titles = await page.locator('main ol b').allTextContents()
    expect(titles.length).toBeGreaterThan(9)
    await page.getByRole('link', { name: titles[0]! }).click()
    for (const [at, title] of titles.entries()) {
      await page.getByRole('heading', { level: 1, name: `${at + 1}. ${title}` }).waitFor()
      if (at < titles.length - 1) await page.locator('a[rel="next"]').click()
    }
    expect(await page.locator('a[rel="next"]').count()).toBe(0)
  })

  it('leads from its contents to each heading', async () => {
    const page = await open('/guide/cards', VIEWPORTS.office)
    await page.getByRole('navigation', { name: '这一章讲什么' }).getByRole('link', { name: '新骗局速报' }).click()
    await expect
      .poll(() =>
        page
          .getByRole('heading', { level: 2, name: '新骗局速报' })
          .evaluate((heading) => heading.getBoundingClientRect().top),
      )
      .toBeLessThan(200)
  })

  it('is printed without the site around it', async () => {
    const page = await open('/guide/hall', VIEWPORTS.office)
    await page.emulateMedia({ media: 'print' })
    const shown = (selector: string) =>
      page
        .locator(selector)
        .evaluateAll((all) =>
          all.filter((each) => each.getClientRects().length > 0).map((each) => each.className || each.tagName),
        )
    expect(await shown('.site > footer, nav, main button, .back')).toEqual([])
    expect((await shown('main h1, .prose h2, .prose img')).length).toBeGreaterThan(6)
  })

  it('says of a chapter that is not there that it is not there', async () => {
    const page = await browser.open()
    browser.allowStatus(page, 404)
    expect((await page.goto('/guide/no-such-chapter'))?.status()).toBe(404)
    expect((await fetch(`${server.url}/api/guide/no-such-chapter`)).status).toBe(404)
  })

  it('is not asked for again by a phone that has it', async () => {
    const first = await fetch(`${server.url}/api/guide/hall`)
    expect(((await first.json()) as { chapter: { title: string } }).chapter.title).toContain('互动屏')
    expect(
      (await fetch(`${server.url}/api/guide/hall`, { headers: { 'if-none-match': first.headers.get('etag')! } }))
        .status,
    ).toBe(304)
  })
})
