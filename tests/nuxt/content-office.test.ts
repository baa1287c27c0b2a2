// @vitest-environment nuxt
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { type H3Event, setResponseStatus } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import { clearNuxtData, useRouter } from '#imports'
import EntryTable from '~/components/review/EntryTable.vue'
import ScenarioText from '~/components/review/ScenarioText.vue'
import type { EntryReview } from '#shared/content/decision.ts'
import type { ContentEntry, ContentOverview } from '#shared/content/overview.ts'
import type { ScenarioReview } from '#shared/content/review.ts'
import { AppError } from '#shared/errors.ts'
import ContentPage from '../../pages/console/content/index.vue'

const pending: EntryReview = { state: 'pending', withdrawn: false, number: null, role: null, at: null, comment: '' }
const approved: EntryReview = { ...pending, state: 'approved', role: 'officer', at: '2026-11-20T01:00:00Z' }
const bank = { scam: 40, genuine: 40, needed: 5 }
const entry = (id: string, more: Partial<ContentEntry> = {}): ContentEntry => ({
  id,
  title: `${id}名称`,
  version: 1,
  expires: '2028-01-01',
  standing: 'valid',
  review: pending,
  ...more,
})
const items = {
  judge: { scam: 3, genuine: 4 },
  drills: 10,
  expiring: 0,
  expired: 1,
  pending: 18,
  changes: 0,
  withdrawn: 0,
}
const FULL: ContentOverview = {
  today: '2026-11-24',
  scams: [
    { ...entry('romance'), items },
    { ...entry('fake-loan', { review: approved }), items: { ...items, expired: 0, pending: 0 } },
  ],
  scenarios: [entry('shop', { standing: 'expiring', expires: '2026-12-01', about: '网络婚恋' })],
  panels: [entry('door')],
  laws: [entry('law')],
  items: [entry('romance-cc', { title: 'romance-cc', standing: 'expired', expires: '2026-11-23' })],
  bank,
  totals: { all: 40, pending: 22, changes: 0, withdrawn: 0, expired: 1, expiring: 1, problems: 2 },
  problems: [
    {
      file: 'content/scenarios/broken.yml',
      line: 12,
      rule: 'unknown-node',
      message: 'a 要去的 b 不存在',
      leftOut: true,
    },
    { file: 'content/scams/flaw.yml', rule: 'sentence', message: '句子太长', leftOut: false },
  ],
}
const EMPTY: ContentOverview = {
  today: '2026-11-24',
  scams: [],
  scenarios: [],
  panels: [],
  laws: [],
  items: [],
  bank,
  totals: { all: 0, pending: 0, changes: 0, withdrawn: 0, expired: 0, expiring: 0, problems: 0 },
  problems: [],
}
let answer: (event: H3Event) => unknown = () => FULL
registerEndpoint('/api/session', () => ({
  member: { id: 'm1', stationId: 's1', login: 'a', name: '志愿者', role: 'volunteer' },
}))
registerEndpoint('/api/console/content', (event) => answer(event))

async function open(path = '/console/content') {
  await useRouter().push(path)
  return mountSuspended(ContentPage, { route: path })
}
type Page = Awaited<ReturnType<typeof open>>
const headings = (page: Page) => page.findAll('h2').map((heading) => heading.text())
const press = (page: Page, label: string) =>
  page
    .findAll('.filter button')
    .find((button) => button.text().includes(label))!
    .trigger('click')

describe('the content page', () => {
  beforeEach(() => {
    clearNuxtData()
    answer = () => FULL
  })

  it('begins with counts, what is broken and what has expired', async () => {
    const page = await open()
    expect(page.findAll('.filter button').map((button) => button.text())).toEqual([
      '40 全部',
      '22 待民警审核',
      '0 要修改',
      '0 已撤下',
      '1 已过期',
      '1 30 天内到期',
      '2 有问题',
    ])
    expect(headings(page)).toEqual([
      '没有装进网站的文件（1 处）',
      '已经装进网站、还要改的地方（1 处）',
      '题目',
      '诈骗类型',
      '骗局情景',
      '展板',
      '法律条文',
    ])
    expect(page.text()).toContain('content/scenarios/broken.yml:12')
    expect(page.text()).toContain('a 要去的 b 不存在')
    expect(page.text()).toContain('过期 1 天')
    expect(page.find('a[href="/console/content/scenarios/shop"]').text()).toBe('shop名称')
  })

  it.each([
    ['已过期', ['题目', '诈骗类型'], 'fake-loan名称'],
    ['30 天内到期', ['骗局情景'], 'romance-cc'],
    ['待民警审核', ['题目', '诈骗类型', '骗局情景', '展板', '法律条文'], 'fake-loan名称'],
    ['有问题', ['没有装进网站的文件（1 处）', '已经装进网站、还要改的地方（1 处）'], 'romance名称'],
  ])('shows under “%s” only that', async (label, wanted, hidden) => {
    const page = await open()
    await press(page, label)
    await expect.poll(() => headings(page)).toEqual(wanted)
    expect(page.text()).not.toContain(hidden)
    expect(page.find('[aria-pressed="true"]').text()).toContain(label)
  })

  it('keeps the filter in the address, and says when nothing is found', async () => {
    answer = () => EMPTY
    const page = await open('/console/content?show=expired')
    expect(page.text()).toContain('没有过期的内容')
    await page
      .findAll('button')
      .find((button) => button.text() === '看全部')!
      .trigger('click')
    await expect.poll(() => page.text()).toContain('网站里还没有内容')
  })

  it('says why it could not be loaded, and loads again', async () => {
    answer = (event) => {
      const error = new AppError('internal')
      setResponseStatus(event, error.status)
      return { error: error.body }
    }
    const page = await open()
    expect(page.text()).toContain('没有加载出来')
    expect(headings(page)).toEqual([])
    answer = () => FULL
    await page
      .findAll('button')
      .find((button) => button.text() === '再试一次')!
      .trigger('click')
    await expect.poll(() => headings(page).length).toBe(7)
  })
})

it('tells how long a text may still be shown', async () => {
  const days = ['2026-11-20', '2026-11-24', '2026-11-25'].map((expires) =>
    entry(expires, { expires, standing: 'expiring' }),
  )
  const table = await mountSuspended(EntryTable, {
    props: { entries: days, noun: '展板', about: '栏目', today: '2026-11-24' },
  })
  expect(table.findAll('small').map((small) => small.text())).toEqual(['过期 4 天', '今天到期', '还有 1 天'])
})

it('lists every word of a scenario, and leads from a choice to where it goes', async () => {
  const review = {
    order: ['a', 'b'],
    scenario: {
      summary: '一句简介',
      role: '您是店主',
      debrief: { insight: '套路是这样', rule: '口诀一句', steps: ['第一步', '第二步'] },
      sources: [{ kind: 'publication', title: '《通报》', publisher: '公安部' }],
      nodes: {
        a: {
          view: 'app',
          narration: '傍晚',
          sender: { name: '客服', note: '陌生人', avatar: '客' },
          messages: [
            { from: 'them', text: '在吗' },
            { from: 'me', text: '在的' },
          ],
          rows: [{ label: '余额', value: '5 元' }],
          tactics: ['fear'],
          flags: [{ in: 0, quote: '在吗', sign: '套近乎', why: '先搭上话' }],
          choices: [{ text: '转过去', verdict: 'loss', pay: 1200, to: 'b', why: '转了就没了' }],
        },
        b: { ending: 'lost', title: '钱没了', text: '报警越早越好' },
      },
    },
  } as unknown as ScenarioReview
  const text = await mountSuspended(ScenarioText, { props: { review } })
  for (const words of [
    '一句简介',
    '您是店主',
    '1号\u00A0· 手机软件\u00A0· 客服（陌生人）',
    '傍晚',
    '对方：在吗',
    '自己：在的',
    '余额：5 元',
    '吓唬人',
    '套近乎',
    '先搭上话',
    '转过去',
    '上当',
    '损失 1,200 元',
    '转了就没了',
    '2号\u00A0· 结局\u00A0· 被骗了',
    '钱没了',
    '报警越早越好',
    '套路是这样',
    '口诀一句',
    '第二步',
    '《通报》，公安部',
    '审核民警（签名）',
  ])
    expect(text.text()).toContain(words)
  expect(text.find('a').attributes('href')).toBe('#node-2')
  expect(text.find('#node-2').exists()).toBe(true)
})
