import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import ScamPagePage from '~/pages/scams/[id].vue'
import { clearNuxtData } from '#imports'
import type { ScamPage } from '#shared/content/card.ts'

const mounted: Awaited<ReturnType<typeof mountSuspended>>[] = []
afterEach(() => {
  for (const page of mounted.splice(0)) page.unmount()
})

describe('the page of a scam type', () => {
  const scam = {
    id: 'x-type',
    title: '刷单返利',
    badge: '刷',
    picture: '/scams/task-rebate.svg',
    pictureAlt: '图',
    audiences: ['student'],
    channels: ['chat'],
    summary: '先给甜头。',
    targets: '想赚零花钱的人。',
    script: [],
    flags: [],
    rule: '先垫钱的不干。',
    before: ['不加陌生群。', '和家人说好。'],
    doNow: '停手。',
    afterTransfer: [],
    genuine: { title: '真兼职', text: '不用垫钱。' },
    sources: [],
    reviewer: 'pending',
    reviewed: '2026-11-24',
  }
  const page: ScamPage = {
    scam: scam as unknown as ScamPage['scam'],
    expired: false,
    laws: [{ id: 'a', title: '不卖不租不借', statute: '《反电信网络诈骗法》', text: '卡不能借人。' }],
    scenarios: [{ id: 'task-rebate', title: '三连单' }],
    drills: 8,
    previous: undefined,
    next: undefined,
  }
  let shown = page
  registerEndpoint('/api/scams/x-type', () => shown)
  async function openScam(change: Partial<ScamPage> = {}) {
    shown = { ...page, ...change }
    clearNuxtData()
    const wrapper = await mountSuspended(ScamPagePage, { route: '/scams/x-type' })
    mounted.push(wrapper)
    return wrapper
  }
  it('leads to scenario and practice, and shows habits and laws', async () => {
    const wrapper = await openScam()
    expect(wrapper.find('a[href="/scenarios/task-rebate"]').text()).toBe('演一回三连单')
    expect(wrapper.find('a[href="/practice?type=x-type"]').text()).toBe('练一练')
    expect(wrapper.text()).toMatch(/平时就做好.*和家人说好。.*记住一句/s)
    expect(wrapper.text()).toContain('《反电信网络诈骗法》')
    expect(wrapper.text()).not.toMatch(/第.*条|复审/)
  })
  it('names the article where it is known, and says when the page has expired', async () => {
    const wrapper = await openScam({
      expired: true,
      laws: [{ ...page.laws[0]!, article: 31 }],
      scenarios: [],
      drills: 0,
    })
    expect(wrapper.text()).toContain('《反电信网络诈骗法》第 31 条')
    expect(wrapper.text()).toContain('这一页已过复审日期，内容可能有变化。')
    expect(wrapper.find('.practise').exists()).toBe(false)
  })
})
