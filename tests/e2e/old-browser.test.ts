/** What residents and hall screens load, in the real oldest browser: Chromium 87. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { noOldChromium, oldChromium, pressFirst, pressText, seeOld, textOf } from '../fixtures/old-chromium.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'

/** Address of a page, and a text of it. */
const PAGES: [path: string, text: RegExp, status?: number][] = [
  ['/', /骗局图鉴/],
  ['/scams', /刷单返利/],
  ['/scams?q=刷弹', /刷单返利/],
  ['/scams/task-rebate', /刷单返利/],
  ['/scenarios', /情景/],
  ['/practice', /开始练/],
  ['/cards', /知识卡/],
  ['/help', /96110/],
  ['/numbers', /怎么算的|口径|定义/],
  ['/panels', /展板/],
  ['/panels/guard-app', /国家反诈/],
  ['/guide', /使用说明/],
  ['/guide/hall', /屏/],
  ['/setup', /设置/, 410],
  ['/s/ZZZZZZZ', /骗局|图鉴/, 404],
  ['/console/login', /登录/],
  ['/no-such-page', /没有这一页/, 404],
]

if (noOldChromium) console.warn(`[skipped] ${noOldChromium}`)

describe.skipIf(noOldChromium)('in Chromium 87', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url, { program: oldChromium })
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  /** Presses whatever leads on, until the text is there. @returns how often */
  async function pressUntil(page: Page, texts: string[], selectors: string[], end: RegExp): Promise<number> {
    let presses = 0
    await expect
      .poll(
        async () => {
          if (end.test(await textOf(page))) return true
          if (await pressFirst(page, texts, selectors)) presses += 1
          return false
        },
        { timeout: 120_000, interval: 100 },
      )
      .toBe(true)
    return presses
  }
  const isAlive = (page: Page) => page.evaluate(() => '__vue_app__' in document.querySelector('#__nuxt')!)

  it('is really that old', async () => {
    const page = await browser.open()
    await page.goto('/help')
    expect(await page.evaluate(() => navigator.userAgent)).toContain('Chrome/87.')
  })

  it.each(PAGES)('%s is alive', async (path, text, status = 200) => {
    const page = await browser.open({ isMobile: true, hasTouch: true })
    browser.allowStatus(page, status)
    await page.goto(path)
    await seeOld(page, text)
    await expect.poll(() => isAlive(page)).toBe(true)
  })

  it('the chosen chip, in full', async () => {
    const page = await browser.open({ isMobile: true, hasTouch: true })
    await page.goto('/scams')
    await seeOld(page, /全部/)
    const cut = await page.evaluate(
      () =>
        [...document.querySelectorAll('.chips a')].filter(
          ({ scrollWidth, clientWidth, parentElement }) =>
            scrollWidth > clientWidth || parentElement!.scrollWidth > parentElement!.clientWidth,
        ).length,
    )
    expect(cut).toBe(0)
  })

  it('a whole quiz, its result, and passing it on', async () => {
    const page = await browser.open({ isMobile: true, hasTouch: true })
    await page.goto(`/s/${office.touchpoint.code}`)
    await pressText(page, '开始答题')
    await seeOld(page, /1 \/ 10/)
    const presses = await pressUntil(page, ['下一题', '看结果', '是骗局'], [], /真消息没冤枉/)
    expect(presses).toBeGreaterThanOrEqual(10)
    // Where there are no popovers it is open: a block of its own, as other text.
    const explained = await page.evaluate(() => {
      const { display, textAlign } = getComputedStyle(document.querySelector('.explain')!)
      return [display, textAlign]
    })
    expect(explained).toEqual(['block', 'left'])
    await pressText(page, '转给家人')
    await expect.poll(() => page.evaluate(() => document.querySelector('dialog')?.open)).toBe(true)
  })

  it('a scenario up to its debrief', async () => {
    const page = await browser.open({ isMobile: true, hasTouch: true })
    await page.goto('/scenarios/fake-authority')
    await pressText(page, '开始')
    await pressUntil(page, [], ['.choices button'], /再玩一次/)
  })

  it('a set of practice', async () => {
    const page = await browser.open({ isMobile: true, hasTouch: true })
    await page.goto('/practice')
    await pressText(page, '开始练')
    await seeOld(page, /1 \/ 5/)
    // What has been chosen enough is sent on; before that its button says how much is missing.
    const left = ['.steps li button:not([aria-pressed="true"])', '.options button:not([aria-pressed="true"])']
    await pressUntil(
      page,
      ['下一题', '看结果', '排好了', '选好了', '找好了'],
      [...left, '.message [role="button"]'],
      /再练一组/,
    )
  })

  it('a panel from the gallery, and the definition of a figure', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.office })
    await page.goto('/panels')
    await pressFirst(page, [], ['main a[href^="/panels/"]'])
    await expect.poll(() => page.url()).toMatch(/\/panels\/[\w-]+$/)
    await expect
      .poll(() => page.evaluate(() => document.querySelectorAll('.panel h1, .panel h2').length))
      .toBeGreaterThan(0)
  })

  it('a hall screen: its code, the red button, and its end', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.portrait })
    await page.goto('/screen')
    await seeOld(page, /连接码|在办公页面/)
    await pressText(page, '已经转账了怎么办')
    await seeOld(page, /马上这样做/)
    await pressText(page, '看完了，关闭')
    await expect.poll(() => page.evaluate(() => document.querySelector('dialog')?.open)).toBe(false)
  })

  it('a dialog where the browser has none, as in Safari 14', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.portrait })
    await page.addInitScript(() => {
      const { prototype } = HTMLDialogElement as unknown as { prototype: Record<string, unknown> }
      for (const name of ['showModal', 'show', 'close', 'open']) delete prototype[name]
    })
    await page.goto('/screen')
    await seeOld(page, /已经转账了怎么办/)
    await expect.poll(() => isAlive(page)).toBe(true)
    await pressText(page, '已经转账了怎么办')
    await seeOld(page, /马上这样做/)
    expect(
      await page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('dialog') !== null),
      'it lies over the page',
    ).toBe(true)
    await pressText(page, '看完了，关闭')
    await expect.poll(() => textOf(page)).not.toMatch(/马上这样做/)
  })
})
