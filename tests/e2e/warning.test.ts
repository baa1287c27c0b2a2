/** An urgent warning on a hall screen: it fills the picture, and is taken off the screens without leaving the site. */
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { CardDetail } from '#shared/card/view.ts'
import { EMPTY_CARD } from '../fixtures/card-form.ts'
import { dayFromToday } from '../fixtures/days.ts'
import type { Office } from '../fixtures/office.ts'
import { readScreenCode } from '../fixtures/screen-page.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { see } from '../fixtures/walk.ts'

const TITLE = '快递退款别点链接'
/** Fields of the picture, across and down. */
const [ACROSS, DOWN] = [6, 6]
/** A composed picture leaves margins; one that is set as a page of text leaves two thirds. */
const FILLED = 0.75

describe('an urgent warning', () => {
  let server: TestServer
  let office: Office
  const id = v7()
  const browser = useBrowser(() => server.url)
  async function must(method: string, path: string, body?: object): Promise<void> {
    const { status } = await office.call(method, path, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${status}`)
  }
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    const text = { title: TITLE, headline: '说要退款，先挂电话', body: '退款不用点链接。', scamType: 'task-rebate' }
    await must('POST', '/api/console/cards', { id, kind: 'tip', title: TITLE })
    await must('PUT', `/api/console/cards/${id}`, { ...EMPTY_CARD, ...text })
    await must('POST', `/api/console/cards/${id}/submit`, { version: 2 })
    const published = { version: 2, source: '警务室整理', expiresOn: dayFromToday(30) }
    await must('POST', `/api/console/cards/${id}/publish`, { ...published, urgent: true, screens: '2h' })
  })
  afterAll(() => server?.stop())

  it('fills a screen of either orientation, and leaves it while the site keeps it', async () => {
    const page = await browser.open({ viewport: VIEWPORTS.landscape, reducedMotion: 'reduce' })
    const code = await readScreenCode(page)
    await must('POST', '/api/console/screens', { code, name: '屏', zone: '', campaignId: null })
    const warning = page.locator('[data-view=takeover]')
    await warning.waitFor()
    /** The part of the fields in which there is a text or a picture. */
    const filled = () =>
      warning.evaluate(
        (view, [across, down]) => {
          const marks = [...view.querySelectorAll('*')].filter(
            (each) =>
              each.matches('img, svg') ||
              [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
          )
          const boxes = marks.map((each) => each.getBoundingClientRect())
          const whole = view.getBoundingClientRect()
          const [width, height] = [whole.width / across, whole.height / down]
          let count = 0
          for (let x = 0; x < across; x++)
            for (let y = 0; y < down; y++) {
              const [left, top] = [whole.left + x * width, whole.top + y * height]
              const inside = ({ left: l, right: r, top: t, bottom: b }: DOMRect) =>
                l < left + width && r > left && t < top + height && b > top
              count += Number(boxes.some(inside))
            }
          return count / (across * down)
        },
        [ACROSS, DOWN] as const,
      )
    for (const size of ['landscape', 'portrait'] as const) {
      await page.setViewportSize(VIEWPORTS[size])
      await expect.poll(filled, { message: size }).toBeGreaterThan(FILLED)
    }
    const { card } = (await office.call<CardDetail>('GET', `/api/console/cards/${id}`)).body
    await must('POST', `/api/console/cards/${id}/stop`, { published: card.publishedVersion })
    await warning.waitFor({ state: 'detached' })
    const reader = await browser.open()
    await reader.goto(`/cards/${id}`)
    await see(reader, TITLE)
    await reader.goto('/')
    await see(reader, TITLE)
  })
})
