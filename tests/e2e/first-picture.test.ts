/** What to press stands in the first picture of a phone, however long the texts above it are. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SLOGAN_MAX, TITLE_MAX } from '#shared/campaign/campaign.ts'
import { STATION_LENGTHS } from '#shared/member/station.ts'
import { useBrowser } from '../fixtures/browser.ts'
import { dayFromToday } from '../fixtures/days.ts'
import type { Office } from '../fixtures/office.ts'
import { readScenarios } from '../fixtures/play.ts'
import { textOf } from '../fixtures/screen-states.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see } from '../fixtures/walk.ts'

const SIZES = [
  [390, 844],
  [360, 640],
] as const

describe('the button to start', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url)
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    const must = async (path: string, own: object) => {
      const { status } = await office.call('PUT', path, own)
      if (status !== 200) throw new Error(`not taken: ${status} ${path}`)
    }
    const { body } = await office.call<object>('GET', '/api/console/station')
    await must('/api/console/station', {
      ...body,
      name: textOf(STATION_LENGTHS.name),
      telephone: '0571-88886666转8、0571-88886667',
      address: textOf(STATION_LENGTHS.address),
      checkHint: textOf(STATION_LENGTHS.checkHint),
    })
    await must(`/api/console/campaigns/${office.campaign.id}`, {
      title: textOf(TITLE_MAX),
      slogan: textOf(SLOGAN_MAX),
      startsOn: dayFromToday(-20),
      endsOn: dayFromToday(60),
      goalContacts: null,
      goalCompletions: null,
      population: null,
      revision: office.campaign.revision,
    })
  })
  afterAll(() => server?.stop())

  /** The whole button is in the window and nothing lies on it. @returns its middle */
  async function expectSeen(page: Page, what: string): Promise<{ x: number; y: number }> {
    const start = page.getByRole('button', { name: /^开始/ })
    await start.waitFor()
    const place = () =>
      start.evaluate((button) => {
        const { left, width, top, height, bottom } = button.getBoundingClientRect()
        const [x, y] = [left + width / 2, top + height / 2]
        const free = button.contains(document.elementFromPoint(x, y))
        return { x, y, seen: free && scrollY === 0 && bottom <= innerHeight }
      })
    await expect.poll(place, { message: what }).toMatchObject({ seen: true })
    return place()
  }

  it.each(SIZES)('is seen at %d × %d, in the quiz, the practice and every scenario', async (width, height) => {
    const page = await browser.open({ viewport: { width, height }, isMobile: true, hasTouch: true })
    const scenarios = readScenarios().map(({ id }) => `/scenarios/${id}`)
    for (const path of [`/s/${office.touchpoint.code}`, '/practice', '/practice?type=task-rebate', ...scenarios]) {
      await page.goto(path)
      await expectSeen(page, path)
    }
  })

  it.each(SIZES)('starts the quiz where it is seen at %d × %d, before any script has come', async (width, height) => {
    const page = await browser.open({ viewport: { width, height } })
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    await page.route(/\/_nuxt\/.*\.js$/, async (route) => {
      await gate
      await route.continue()
    })
    await page.goto(`/s/${office.touchpoint.code}`, { waitUntil: 'commit' })
    const { x, y } = await expectSeen(page, 'before the script')
    await page.mouse.click(x, y)
    await see(page, '1 / 10')
    release()
    await page.getByRole('group', { name: '您的判断' }).waitFor()
  })
})
