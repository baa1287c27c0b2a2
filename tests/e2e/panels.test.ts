/**
 * The hall's picture panels: viewed on phones and desktops, scanned, and printed one per page on the chosen
 * paper.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from '../fixtures/axe.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { TestServer } from '../fixtures/server.ts'
import { pagesOf } from '../fixtures/pdf.ts'
import { startMigrated } from '../fixtures/starts.ts'
import { readQr, see } from '../fixtures/walk.ts'

interface Listed {
  id: string
  title: string
  message: string
  to: string
  picture: string
  tone: string
}

const ORIGIN = 'http://192.168.1.20:3000'
const print = (page: Page) => page.pdf({ preferCSSPageSize: true })

describe('panels', () => {
  let server: TestServer
  let panels: Listed[]
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    server = await startMigrated({ publicUrl: ORIGIN })
    panels = (await (await fetch(`${server.url}/api/panels`)).json()) as Listed[]
  })
  afterAll(() => server?.stop())

  async function open(path: string, viewport: { width: number; height: number } = VIEWPORTS.office): Promise<Page> {
    const page = await browser.open({ viewport })
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    return page
  }

  it('are 22, and lead to pages that are there', async () => {
    expect(panels).toHaveLength(22)
    for (const path of new Set(panels.flatMap(({ to, picture }) => [to, picture]))) {
      expect((await fetch(server.url + path)).status, path).toBe(200)
    }
  })

  describe.each([
    ['phone', VIEWPORTS.phone],
    ['desk', VIEWPORTS.office],
    ['portrait', VIEWPORTS.portrait],
  ] as const)('at %s', (name, viewport) => {
    it.each(['/panels', '/panels/ai-impersonation', '/panels/guard-app'])('%s', async (path) => {
      const page = await open(path, viewport)
      await expectAccessible(page, `${path} at ${name}`)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        'scrolls sideways',
      ).toBeLessThanOrEqual(0)
      // Nothing is cut off: a panel would clip content that does not fit.
      expect(
        await page.locator('.panel').evaluateAll((all) =>
          all.flatMap((panel) => {
            const frame = panel.getBoundingClientRect()
            return [...panel.querySelectorAll<HTMLElement>('.title, .message span, .call, .more, .ask, .small')]
              .filter(
                (part) =>
                  part.offsetParent &&
                  ((part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0) ||
                    part.getBoundingClientRect().right > frame.right ||
                    part.getBoundingClientRect().bottom > frame.bottom + 1),
              )
              .map((part) => part.textContent)
          }),
        ),
      ).toEqual([])
    })
  })

  it('hang in the order of the walk, each with its message', async () => {
    const page = await open('/panels')
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(panels.map(({ title }) => title))
    for (const { message } of panels)
      expect((await page.locator('.message').allTextContents()).map((text) => text.trim())).toContain(message)
  })

  it('are walked from one to the next', async () => {
    const page = await open('/panels')
    await page.getByRole('link', { name: panels[0]!.title }).click()
    await see(page, `第 1 块，一共 ${panels.length} 块`)
    await page.getByRole('navigation', { name: '上一块和下一块展板' }).getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: panels[1]!.title }).waitFor()
  })

  it.each(['any-age', 'romance', 'after-transfer', 'keep-your-card'])('%s is scanned from its picture', async (id) => {
    const page = await open(`/panels/${id}`)
    const { to } = panels.find((panel) => panel.id === id)!
    expect(await readQr(page.locator('.code'))).toBe(ORIGIN + to)
  })

  it('lead to the address asked for where none is set, and warn where only this computer can follow', async () => {
    const own = await startMigrated()
    try {
      const answer = await fetch(`${own.url}/api/origin`)
      expect(await answer.json()).toEqual({ origin: own.url, moved: false })
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(await (await fetch(`${own.url}/panels`)).text()).toContain('现在的二维码手机打不开')
    } finally {
      await own.stop()
    }
    expect(await (await fetch(`${server.url}/panels`)).text()).not.toContain('现在的二维码手机打不开')
  })

  it('are printed one a page of A1 by default', async () => {
    const pages = pagesOf(await print(await open('/panels')))
    expect(pages).toHaveLength(panels.length)
    for (const { width, height } of pages) {
      expect(Math.abs(width - 594), `${width} mm wide`).toBeLessThan(1)
      expect(Math.abs(height - 841), `${height} mm high`).toBeLessThan(1)
    }
  })

  it.each([
    ['A4', 210, 297],
    ['A3', 297, 420],
  ] as const)('fill %s where that is chosen', async (paper, width, height) => {
    const page = await open('/panels/warning-call')
    await page.getByLabel('纸张').selectOption(paper)
    await expect
      .poll(() => page.locator('style').evaluateAll((all) => all.map((style) => style.textContent).join('\n')))
      .toContain(`${width}mm ${height}mm`)
    const pages = pagesOf(await print(page))
    expect(pages).toHaveLength(1)
    expect(Math.abs(pages[0]!.width - width)).toBeLessThan(1)
    expect(Math.abs(pages[0]!.height - height)).toBeLessThan(1)
  })

  it('are printed without the site around them, as wide as the paper', async () => {
    const page = await open('/panels', { width: 2245, height: 3179 })
    await page.emulateMedia({ media: 'print' })
    const shown = await page.evaluate(() => ({
      around: [...document.querySelectorAll('.site > header, .site > footer, h1, .bar, .one')].filter(
        (each) => each.getClientRects().length > 0,
      ).length,
      frames: [...document.querySelectorAll('.frame')]
        .map((frame) => frame.getBoundingClientRect())
        .map(({ left, width, height }) => [left, width, Math.round(height)]),
      top: document.querySelector('.frame')!.getBoundingClientRect().top,
    }))
    expect(shown.around).toBe(0)
    expect(shown.top).toBe(0)
    for (const [left, width, height] of shown.frames) {
      expect([left, width]).toEqual([0, 2245])
      expect(height).toBeLessThanOrEqual(3179)
      expect(height).toBeGreaterThan(3170)
    }
  })

  it('print alone from the gallery', async () => {
    const page = await open('/panels')
    // A print dialog would wait for a person.
    await page.evaluate(() => {
      window.print = () => {
        document.title = 'printed'
      }
    })
    await page.getByRole('button', { name: `打印这一块：${panels[4]!.title}` }).click()
    await expect.poll(() => page.title()).toBe('printed')
    expect(pagesOf(await print(page))).toHaveLength(1)
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
    await page.locator('.walk:not(.alone)').waitFor()
    expect(pagesOf(await print(page))).toHaveLength(panels.length)
  })

  it('that is not there is a page that says so', async () => {
    const page = await browser.open()
    browser.allowStatus(page, 404)
    expect((await page.goto('/panels/no-such-panel'))?.status()).toBe(404)
  })
})
