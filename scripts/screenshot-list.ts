/** The list of screenshots: for the README, and for the manual at /guide (shared/guide/pictures.ts). */
import { globSync, readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { parse } from 'yaml'
import { isEnding, pathOf } from '#shared/content/graph.ts'
import { openingOf } from '#shared/content/opening.ts'
import { advance, startPlay } from '#shared/content/play.ts'
import { scenarioSchema } from '#shared/content/scenario.ts'
import { GUIDE_PICTURES, GUIDE_SIZES } from '#shared/guide/pictures.ts'
import { dayOf } from '#shared/station.ts'
import type { Season } from './season/seed.ts'

const SIZES = {
  ...GUIDE_SIZES,
  phone: [390, 844],
  desk: [1440, 900],
  landscape: [1920, 1080],
  portrait: [1080, 1920],
} as const

export interface Office extends Season {
  /** Cookie header of the admin. */
  cookie: string
  /** A knowledge card that waits for its review. */
  cardId: string
  /** Enters the six-digit code of a waiting screen. */
  pairScreen: (digits: string, name: string) => Promise<void>
}

export interface Shot {
  /** File name without extension. */
  name: string
  /** Width and height of the window, px. */
  size: readonly [width: number, height: number]
  path: string | ((season: Office) => string)
  /** Signed in as the admin. */
  office?: boolean
  /** Steps before the screenshot. */
  act?: (page: Page, season: Office) => Promise<void>
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click()
const quiz = (season: Office) => `/s/${season.codes.wechat}`
const campaign = (season: Office) => `/console/campaigns/${season.campaignId}`
const card = (season: Office) => `/console/cards/${season.cardId}`
/** Scrolls an element to the top of the window. */
const scrollTo = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      element.scrollIntoView()
      window.scrollBy(0, -20)
    })

/** Truth of an item by its first message, from the content files: a phone does not know it before it answers. */
const truthByMessage = () =>
  new Map(
    globSync('content/items/*/*.yml').map((file) => {
      const item = parse(readFileSync(file, 'utf8')) as { truth: 'scam' | 'genuine'; messages?: { text: string }[] }
      return [item.messages?.[0]?.text ?? file, item.truth]
    }),
  )
/** Positions that are answered wrong on purpose. */
const SLIPS = [2, 6]

/** Answers a number of items, and leaves the feedback on the last one open. */
async function answer(page: Page, items: number): Promise<void> {
  const truths = [...truthByMessage()]
  const choices = page.getByRole('group', { name: '您的判断' })
  for (let item = 0; item < items; item += 1) {
    await choices.waitFor()
    const text = await page.locator('main').evaluate((main) => main.textContent)
    const truth = truths.find(([message]) => text?.includes(message))?.[1] ?? 'scam'
    const choice = SLIPS.includes(item) ? truth !== 'scam' : truth === 'scam'
    await choices.getByRole('button', { name: choice ? '是骗局' : '是真的' }).click()
    await choices.waitFor({ state: 'detached' })
    if (item < items - 1) await page.getByRole('button', { name: '下一题' }).click()
  }
}

const waitForDigits = (page: Page) =>
  page.waitForFunction(() => /\d{6}/.test(document.body.innerText.replaceAll(/\s/g, '')))
async function pair(page: Page, season: Office, name: string): Promise<void> {
  await waitForDigits(page)
  const digits = (await page.locator('body').innerText()).replace(/\s/g, '').match(/\d{6}/)![0]
  await season.pairScreen(digits, name)
  await page.getByText('秋季反诈进小区').first().waitFor()
}

/** The ending of a badly played scenario, set through the browser's storage, so that it need not be played. */
async function lose(page: Page, id: string): Promise<void> {
  const scenario = scenarioSchema.parse(parse(readFileSync(`content/scenarios/${id}.yml`, 'utf8')))
  const choices = pathOf(scenario, 'worst')
  let play = startPlay(scenario)
  for (let node = scenario.nodes[play.at]!; !isEnding(node); node = scenario.nodes[play.at]!)
    play = advance(scenario, play, node.choices && choices.shift())
  await page.evaluate(([key, value]) => sessionStorage.setItem(key!, value!), [`jmt-play-${id}`, JSON.stringify(play)])
  await page.reload()
  await page.locator('.debrief').waitFor()
}

/** Of the README, in docs/screenshots/. */
export const README_SHOTS: readonly Shot[] = [
  { name: 'home-phone', size: SIZES.phone, path: '/' },
  {
    name: 'home-desk',
    size: SIZES.desk,
    path: '/',
    act: (page) => page.locator('.message', { hasText: openingOf(dayOf(new Date())).opening.scam.text }).click(),
  },
  { name: 'scams-desk', size: SIZES.desk, path: '/scams' },
  {
    name: 'scam-phone',
    size: SIZES.phone,
    path: '/scams/fake-customer-service',
    act: (page) => page.locator('.script').evaluate((element) => element.scrollIntoView()),
  },
  { name: 'scam-desk', size: SIZES.desk, path: '/scams/romance' },
  { name: 'help-phone', size: SIZES.phone, path: '/help' },
  { name: 'quiz-item-phone', size: SIZES.phone, path: quiz, act: (page) => press(page, /开始/) },
  {
    name: 'quiz-why-phone',
    size: SIZES.phone,
    path: quiz,
    act: async (page) => {
      await press(page, /开始/)
      await answer(page, 2)
    },
  },
  {
    name: 'quiz-result-phone',
    size: SIZES.phone,
    path: quiz,
    act: async (page) => {
      await press(page, /开始/)
      await answer(page, 10)
      const result = page.getByText('骗局识破')
      const toResult = page.getByRole('button', { name: '看结果' })
      await result.or(toResult).first().waitFor()
      if (await toResult.isVisible()) await toResult.click()
      await result.first().waitFor()
    },
  },
  {
    name: 'screen-landscape',
    size: SIZES.landscape,
    path: '/screen',
    act: (page, season) => pair(page, season, '二号屏'),
  },
  {
    name: 'screen-portrait',
    size: SIZES.portrait,
    path: '/screen',
    act: (page, season) => pair(page, season, '三号屏'),
  },
  { name: 'office-campaign', size: SIZES.desk, path: campaign, office: true },
  { name: 'office-screens', size: SIZES.desk, path: '/console/screens', office: true },
  {
    name: 'scenario-phone',
    size: SIZES.phone,
    path: '/scenarios/fake-authority',
    act: async (page) => {
      await press(page, '开始')
      await page.getByText('您怎么办？').waitFor()
    },
  },
  {
    name: 'debrief-phone',
    size: SIZES.phone,
    path: '/scenarios/fake-authority',
    act: (page) => lose(page, 'fake-authority'),
  },
  { name: 'panel-desk', size: SIZES.desk, path: '/panels' },
]

/** Pictures of the manual, with their steps. */
const GUIDE_WAYS: Record<string, Omit<Shot, 'name' | 'size'>> = {
  'hall-pairing': {
    path: '/screen',
    act: async (page) => {
      await waitForDigits(page)
    },
  },
  'hall-screen': { path: '/screen', act: (page, season) => pair(page, season, '入口大屏') },
  'hall-play': {
    path: '/screen',
    act: async (page, season) => {
      await pair(page, season, '情景屏')
      await press(page, '演一回当事人')
      await page.getByRole('heading', { name: '选一个故事，演一回当事人' }).waitFor()
      await page.waitForLoadState('networkidle')
    },
  },
  'member-invite': {
    path: '/console/members',
    office: true,
    act: async (page) => {
      await page.getByLabel('邀请谁').fill('王小梅')
      await scrollTo(page, '.two')
    },
  },
  'campaign-list': { path: '/console', office: true },
  'campaign-form': {
    path: '/console/campaigns/new',
    office: true,
    act: async (page) => {
      await page.getByLabel('活动名称').fill('岁末反诈进万家')
      await page.getByLabel('宣传语').fill('十道题，看看您能识破几条')
      await page.getByLabel('人次目标').fill('5000')
      await page.getByLabel('活动名称').focus()
    },
  },
  'campaign-touchpoints': {
    path: campaign,
    office: true,
    act: async (page) => {
      // The chart above shifts the table when it is loaded.
      await page.locator('.chart canvas, .chart svg').first().waitFor()
      await scrollTo(page, '[aria-labelledby="touchpoints-title"]')
    },
  },
  'campaign-numbers': { path: campaign, office: true },
  'code-dialog': {
    path: campaign,
    office: true,
    act: async (page) => {
      await press(page, '入户传单第一批：二维码')
      await page.getByRole('dialog').getByText('活动码').waitFor()
    },
  },
  'code-print': { path: (season) => `${campaign(season)}/print`, office: true },
  'card-editor': { path: card, office: true, act: (page) => scrollTo(page, '.editor') },
  'card-publish': {
    path: card,
    office: true,
    act: async (page) => {
      await press(page, '发布……')
      await page.getByRole('dialog', { name: '发布知识卡' }).waitFor()
    },
  },
  'content-overview': { path: '/console/content', office: true },
  'content-graph': {
    path: '/console/content/scenarios/fake-customer-service',
    office: true,
    act: async (page) => {
      // With reduced motion every change of size is a transition (assets/base.css), and Mermaid measures before its
      // end.
      await page.emulateMedia({ reducedMotion: 'no-preference' })
      await page.reload()
      await page.locator('.drawing svg').waitFor({ timeout: 30_000 })
      await scrollTo(page, '.sight')
      // The flowchart's start may be anywhere along the upper edge.
      await page.locator('.frame').evaluate((frame) => {
        const start = [...frame.querySelectorAll('.node')]
          .map((node) => node.getBoundingClientRect())
          .sort((a, b) => a.top - b.top)[0]!
        const box = frame.getBoundingClientRect()
        frame.scrollBy({ left: start.left + start.width / 2 - box.left - box.width / 2, behavior: 'instant' })
      })
    },
  },
  'panel-print': { path: '/panels' },
  'quiz-phone': { path: quiz, act: (page) => press(page, /开始/) },
  'practice-phone': {
    path: '/practice',
    act: async (page) => {
      await press(page, '开始练')
      await page.getByRole('link', { name: '先不练了' }).waitFor()
    },
  },
}
/** For public/guide/. Screens come first, so that the office shows them as online. */
export const GUIDE_SHOTS: readonly Shot[] = Object.entries(GUIDE_WAYS).map(([name, way]) => ({
  name,
  size: GUIDE_SIZES[GUIDE_PICTURES[name] ?? 'desk'],
  ...way,
}))
