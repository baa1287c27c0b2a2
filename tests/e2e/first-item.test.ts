/** The first item is shown before the page's script has loaded, and before the server knows of the start. */
import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { trueReachOf } from '../fixtures/true-reach.ts'
import { finishQuiz, see, settled, startQuiz } from '../fixtures/walk.ts'

const START = /\/api\/attempts$/
const SCRIPT = /\/_nuxt\/.*\.js$/

describe('the first item', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  const judge = (page: Page, name: RegExp) =>
    page.getByRole('group', { name: '您的判断' }).getByRole('button', { name })
  const starts = async () => (await trueReachOf(server, office.campaign.id)).stages.start.events
  /** Holds requests until the returned function is called. */
  async function hold(page: Page, pattern: RegExp): Promise<() => void> {
    let release!: () => void
    const gate = new Promise<void>((resolve) => (release = resolve))
    await page.route(pattern, async (route) => {
      await gate
      await route.continue()
    })
    return release
  }

  it('stands in the page, without a word of its answer, and is no start', async () => {
    const html = await (await fetch(`${server.url}/s/${office.touchpoint.code}`)).text()
    expect(html).toContain('是骗局')
    expect(html).not.toMatch(/truth|flags|explanation|scamType/)
    expect(await starts()).toBe(0)
  })

  it('is shown and answered before any script has come', async () => {
    const page = await browser.open()
    const before = await starts()
    const sent: Request[] = []
    page.on('request', (request) => sent.push(request))
    const release = await hold(page, SCRIPT)
    await page.goto(`/s/${office.touchpoint.code}`, { waitUntil: 'commit' })
    await startQuiz(page)
    await see(page, '1 / 10')
    await judge(page, /拿不准/).click()
    await judge(page, /是骗局/).click()
    expect(await judge(page, /是骗局/).getAttribute('aria-busy')).toBe('true')
    expect(sent.filter((request) => START.test(request.url()))).toEqual([])
    release()
    await page.getByRole('button', { name: '下一题' }).waitFor()
    const answers = sent.filter((request) => request.url().endsWith('/answers'))
    expect(answers.map((request) => request.postDataJSON())).toEqual([
      { answers: [{ position: 0, choice: 'scam', sure: false }] },
    ])
    expect(sent.filter((request) => START.test(request.url()))).toHaveLength(1)
    expect(await starts()).toBe(before + 1)
    await page.reload()
    await page
      .getByRole('button', { name: '下一题' })
      .or(judge(page, /是骗局/))
      .first()
      .waitFor()
    await finishQuiz(page)
    expect(await starts()).toBe(before + 1)
  })

  it('takes no second tap that was meant for start, before the script or after it', async () => {
    for (const late of [true, false]) {
      const page = await browser.open()
      const release = late ? await hold(page, SCRIPT) : () => {}
      await page.goto(`/s/${office.touchpoint.code}`, { waitUntil: late ? 'commit' : 'networkidle' })
      const start = page.getByRole('button', { name: '开始答题' })
      await start.waitFor()
      // As fast as no finger is: the second tap meets what has taken the place of start.
      const { x, y, width, height } = (await start.boundingBox())!
      for (let tap = 0; tap < 2; tap++) await page.mouse.click(x + width / 4, y + height / 2)
      await see(page, '1 / 10')
      release()
      await settled(page)
      expect(await judge(page, /是骗局/).getAttribute('aria-pressed')).toBe('false')
      await judge(page, /是骗局/).click()
      await page.getByRole('button', { name: '下一题' }).waitFor()
    }
  })

  it('is answered while the start does not get through, which then comes up once', async () => {
    const page = await browser.open()
    browser.allowNetworkErrors(page)
    const before = await starts()
    await page.goto(`/s/${office.touchpoint.code}`, { waitUntil: 'networkidle' })
    await page.route(START, (route) => route.abort())
    await startQuiz(page)
    await judge(page, /是骗局/).click()
    await see(page, '第一题记下了')
    expect(await starts()).toBe(before)
    await page.unroute(START)
    await judge(page, /是骗局/).waitFor()
    await finishQuiz(page)
    expect(await starts()).toBe(before + 1)
  })

  it('does not come a second time on the same phone', async () => {
    const page = await browser.open()
    const seen = new Set<string>()
    for (let round = 0; round < 3; round++) {
      const reply = page.waitForResponse((response) => START.test(response.url()))
      await page.goto(`/s/${office.touchpoint.code}`)
      await startQuiz(page)
      const { items } = (await (await reply).json()) as { items: { id: string }[] }
      for (const { id } of items) seen.add(id)
      // Starts anew, as after a finished quiz that was deleted.
      await page.evaluate(() => localStorage.removeItem('jmt-quiz-1'))
    }
    expect(seen.size).toBe(30)
  })
})
