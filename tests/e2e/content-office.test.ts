/**
 * The office's view of the content in a browser: the lists, and a scenario drawn as a graph by Mermaid under our
 * content security policy.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toMermaid } from '#shared/content/mermaid.ts'
import type { ContentOverview } from '#shared/content/overview.ts'
import type { ScenarioReview } from '#shared/content/review.ts'
import type { Scenario } from '#shared/content/scenario.ts'
import { expectAccessible } from '../fixtures/axe.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'

/** Rendering takes a second or two, on a busy machine far longer. */
const SLOW = 60_000

describe('the content in the office', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  async function open(path: string, viewport: { width: number; height: number }): Promise<Page> {
    const page = await browser.open({ viewport })
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
    await page.goto(path)
    return page
  }
  async function expectWell(page: Page, name: string): Promise<void> {
    await page.waitForLoadState('networkidle')
    await expectAccessible(page, name)
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      `${name} scrolls sideways`,
    ).toBeLessThanOrEqual(0)
    const small = await page
      .locator('main :is(a, button):visible')
      .evaluateAll((targets) =>
        targets.filter((target) => target.getBoundingClientRect().height < 44).map((target) => target.textContent),
      )
    expect(small, `targets of ${name} that are too small`).toEqual([])
  }
  const drawing = (page: Page) => page.locator('[role="img"] svg')

  it('is for members only', async () => {
    for (const path of ['/api/console/content', '/api/console/content/scenarios/romance'])
      expect((await fetch(server.url + path)).status).toBe(401)
    expect((await office.call('GET', '/api/console/content/scenarios/no-such')).status).toBe(404)
  })

  it.each(Object.entries(VIEWPORTS).filter(([name]) => name === 'phone' || name === 'office'))(
    'is listed on %s, and leads to a scenario',
    async (size, viewport) => {
      const page = await open('/console', viewport)
      await page.getByRole('navigation', { name: '办公导航' }).getByRole('link', { name: '内容' }).click()
      await page.getByRole('heading', { level: 1, name: '内容' }).waitFor()
      await expectWell(page, `content on ${size}`)
      const { body } = await office.call<ContentOverview>('GET', '/api/console/content')
      expect(body.scams.length).toBeGreaterThanOrEqual(10)
      await page.getByRole('button', { name: /待民警审核/ }).click()
      await page.waitForURL('**/console/content?show=pending**')
      // A narrow window shows one kind at a time, each one tap away.
      const kind = page.getByRole('button', { name: /^骗局情景/ })
      expect(await kind.isVisible()).toBe(size === 'phone')
      if (size === 'phone') {
        await page.getByRole('table', { name: '题目' }).waitFor()
        await kind.click()
        await page.getByRole('table', { name: '题目' }).waitFor({ state: 'hidden' })
      }
      await page.getByRole('link', { name: body.scenarios[0]!.title }).click()
      await page.waitForURL(`**/console/content/scenarios/${body.scenarios[0]!.id}`)
      await drawing(page).waitFor({ timeout: SLOW })
      await page.goBack()
      await expect
        .poll(() => page.getByRole('button', { name: /待民警审核/ }).getAttribute('aria-pressed'), { timeout: SLOW })
        .toBe('true')
    },
  )

  it.each(Object.entries(VIEWPORTS).filter(([name]) => name === 'phone' || name === 'office'))(
    'draws a scenario whole on %s',
    async (size, viewport) => {
      const { body } = await office.call<ScenarioReview>('GET', '/api/console/content/scenarios/task-rebate')
      const page = await open('/console/content/scenarios/task-rebate', viewport)
      await drawing(page).waitFor({ timeout: SLOW })
      const drawn = await page.locator('[role="img"] svg .node').allTextContents()
      // The start is a box of its own.
      expect(drawn).toHaveLength(body.facts.nodes + 1)
      for (const number of body.order.keys())
        expect(
          drawn.some((text) => text.startsWith(`${number + 1}号·`)),
          `${number + 1}号`,
        ).toBe(true)
      expect(await page.locator('main .nodes > li').count()).toBe(body.facts.nodes)
      await expectWell(page, `a scenario on ${size}`)
      // The start node is visible at once, wherever along the upper edge it is.
      const [begin, frame] = await Promise.all([
        page
          .locator('[role="img"] .node')
          .filter({ hasText: /^开始$/ })
          .boundingBox(),
        page.getByRole('region', { name: '流程图，可以滚动' }).boundingBox(),
      ])
      expect(begin!.x).toBeGreaterThanOrEqual(frame!.x)
      expect(begin!.x + begin!.width).toBeLessThanOrEqual(frame!.x + frame!.width)
      const width = async () => (await drawing(page).boundingBox())!.width
      const before = await width()
      await page.getByRole('button', { name: '放大' }).click()
      await expect.poll(width).toBeGreaterThan(before)
      await page.getByRole('button', { name: '看全图' }).click()
      await expect.poll(width).toBeLessThan(before)
      expect(await page.getByRole('link', { name: '演一回' }).getAttribute('href')).toBe('/scenarios/task-rebate')
    },
  )

  it.each([VIEWPORTS.office, VIEWPORTS.phone, { width: 1000, height: 700 }])(
    'covers nothing of a text under review with its buttons, $width px wide',
    async (viewport) => {
      const page = await open('/console/content/reading?collection=scams', viewport)
      const reader = page.locator('.reader')
      await reader.waitFor()
      for (const part of [0, 0.5, 1]) {
        const meets = await reader.evaluate((article, at) => {
          scrollTo(0, at * document.documentElement.scrollHeight)
          const bar = article.querySelector('footer')?.getBoundingClientRect()
          if (!bar) return ['no buttons']
          return [...article.querySelectorAll('header, dl, details, p')].flatMap((each) => {
            const { left, right, top, bottom } = each.getBoundingClientRect()
            const meet =
              each.checkVisibility() && left < bar.right && right > bar.left && top < bar.bottom && bottom > bar.top
            return meet ? [`${each.tagName} ${each.textContent}`] : []
          })
        }, part)
        expect(meets).toEqual([])
      }
    },
  )

  it('hands out source and picture', async () => {
    const { body } = await office.call<ScenarioReview>('GET', '/api/console/content/scenarios/romance')
    const page = await open('/console/content/scenarios/romance', VIEWPORTS.office)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await drawing(page).waitFor({ timeout: SLOW })
    await page.getByRole('button', { name: '复制 Mermaid 源码' }).click()
    await page.getByRole('button', { name: '已复制' }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(body.mermaid)
    for (const [button, ending, start] of [
      ['下载源码', 'mmd', 'flowchart TD'],
      ['下载图片', 'svg', '<svg'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
      ])
      expect(download.suggestedFilename()).toBe(`${body.scenario.title}.${ending}`)
      expect(readFileSync((await download.path())!, 'utf8').startsWith(start)).toBe(true)
    }
  })

  it('prints the graph on one sheet, and without the buttons', async () => {
    const page = await open('/console/content/scenarios/task-rebate', VIEWPORTS.office)
    await drawing(page).waitFor({ timeout: SLOW })
    await page.evaluate(() => {
      globalThis.print = () => {
        document.title = 'printing'
      }
    })
    await page.getByRole('button', { name: /打印/ }).click()
    await expect.poll(() => page.title(), { timeout: SLOW }).toBe('printing')
    // A3 landscape minus margins of 12 mm, at 96 pixels per inch.
    await page.setViewportSize({ width: Math.round((396 / 25.4) * 96), height: Math.round((273 / 25.4) * 96) })
    await page.emulateMedia({ media: 'print' })
    const paper = page.locator('.paper svg')
    expect(await paper.locator('.node').count()).toBe((await page.locator('main .nodes > li').count()) + 1)
    const box = (await paper.boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(1497)
    expect(box.height).toBeLessThanOrEqual(900)
    expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0)
    await page.getByText('审核民警（签名）').filter({ visible: true }).waitFor()
  })

  it('is loaded by no other page', async () => {
    const page = await open('/console/content', VIEWPORTS.office)
    const large: string[] = []
    page.on(
      'response',
      (response) =>
        void response.text().then(
          (text) => {
            if (text.includes('flowchart-v2')) large.push(response.url())
          },
          () => {},
        ),
    )
    for (const path of ['/', '/scenarios/task-rebate', '/console', '/console/content']) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
    }
    expect(large).toEqual([])
  })
})

/** Texts that Mermaid could mistake for its own syntax, drawn by Mermaid in a browser. */
describe('odd words in a graph', () => {
  const browser = useBrowser(() => 'http://localhost')
  const ODD = [
    '他说"快点"，[马上]{转}(钱)',
    '#35;号 #end 100%%',
    'end',
    '1. 打开网页',
    '- 一项',
    '**粗** _斜_ *星*',
    '138****2046',
    '`码` <b>x</b> &amp;',
    '%%{init:{"theme":1}}%%',
    'a|b|c；d;e:::safe',
    'https://abc.example/x',
    '# 标题',
    '$$x^2$$',
    'fa:fa-car 车',
    '~删~ ~~删~~',
    "it's",
  ]

  it('stand there as they are', async () => {
    const nodes = Object.fromEntries(
      ODD.map((text, index) => [
        index ? `n${index}` : 'end',
        {
          view: 'chat',
          sender: { name: text, avatar: '他' },
          messages: [{ from: 'them', text }],
          choices: [
            { text, verdict: 'safe', to: 'class', why: '' },
            { text, verdict: 'risky', to: index + 1 < ODD.length ? `n${index + 1}` : 'class', why: '' },
          ],
        },
      ]),
    )
    const source = toMermaid({
      start: 'end',
      nodes: { ...nodes, class: { ending: 'safe', title: '1. end', text: '' } },
    } as unknown as Scenario)
    const page = await browser.open()
    await page.setContent('<!doctype html><title>图</title><main id="here"></main>')
    await page.addScriptTag({
      content: readFileSync(createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js'), 'utf8'),
    })
    const drawn = await page.evaluate(async (text) => {
      const { mermaid } = globalThis as unknown as {
        mermaid: {
          initialize: (config: object) => void
          render: (id: string, source: string) => Promise<{ svg: string }>
        }
      }
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', htmlLabels: true })
      document.querySelector('#here')!.innerHTML = (await mermaid.render('graph', text)).svg
      const all = (selector: string) => [...document.querySelectorAll(selector)].map((element) => element.textContent)
      return { boxes: all('.node'), arrows: all('.edgeLabels foreignObject') }
    }, source)
    // A full-width character keeps Mermaid from reading formulas and icons.
    const shown = ODD.map((text) => text.replaceAll('$', '＄').replace('fa:', 'fa：'))
    expect(drawn.boxes.toSorted()).toEqual(
      ['开始', '守住了1. end', ...shown.map((text) => `微信聊天·${text}${text}`)].toSorted(),
    )
    expect(new Set(drawn.arrows.filter(Boolean))).toEqual(
      new Set(shown.flatMap((text) => [`${text}稳当`, `${text}危险`])),
    )
  }, 180_000)
})
