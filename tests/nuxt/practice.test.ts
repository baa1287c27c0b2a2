import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import type { DOMWrapper } from '@vue/test-utils'
import { readBody, setResponseStatus } from 'h3'
import { getActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usePracticeStore } from '~/stores/practice'
import Flow from '~/components/practice/Flow.vue'
import { AppError } from '#shared/errors.ts'
import { gradeDrill, openDrill, type OpenDrill } from '#shared/quiz/drill.ts'
import { ITEMS, byId } from '../fixtures/practice-items.ts'

/** The requests that the server got, and whether it is available. */
const asked: { seen: string[]; type: string | null }[] = []
const sent: { id: string; answer: string[] }[] = []
let drawn: string[] = []
let away: 'no' | 'away' | 'renewed' = 'no'
const refuse = (event: Parameters<typeof setResponseStatus>[0], error: AppError) => {
  setResponseStatus(event, error.status)
  return { error: error.body }
}
registerEndpoint('/api/practice', {
  method: 'POST',
  handler: async (event) => {
    asked.push((await readBody(event)) as (typeof asked)[number])
    return away === 'no'
      ? { items: drawn.map((id) => openDrill(byId.get(id)!)) }
      : refuse(event, new AppError('unavailable'))
  },
})
for (const [id, item] of byId)
  registerEndpoint(`/api/practice/${id}/answer`, {
    method: 'POST',
    handler: async (event) => {
      const { answer } = (await readBody(event)) as { answer: string[] }
      sent.push({ id, answer })
      if (away === 'away') return refuse(event, new AppError('unavailable'))
      if (away === 'renewed') return refuse(event, new AppError('not_found'))
      return { ...gradeDrill(item, answer), scam: { id: 'romance', title: '网络婚恋交友', badge: '婚' } }
    },
  })

type Page = Awaited<ReturnType<typeof mountSuspended>>
const mounted: Page[] = []
async function open(drills = 5): Promise<Page> {
  const page = await mountSuspended(Flow, { props: { view: { scam: null, drills } } })
  mounted.push(page)
  return page
}
const button = (page: Page, text: string | RegExp) => {
  const found = page
    .findAll('button, [role="button"]')
    .find((each: DOMWrapper<Element>) =>
      typeof text === 'string' ? each.text().includes(text) : text.test(each.text()),
    )
  if (!found) throw new Error(`no button “${text}” in: ${page.text()}`)
  return found
}
const tap = (page: Page, ...texts: (string | RegExp)[]) =>
  texts.reduce((before, text) => before.then(() => button(page, text).trigger('click')), Promise.resolve())
const see = (page: Page, text: string) => expect.poll(() => page.text()).toContain(text)
async function begun(...ids: string[]): Promise<Page> {
  drawn = ids
  const page = await open()
  await tap(page, '开始练')
  await expect.poll(() => page.find('.question').exists()).toBe(true)
  return page
}

beforeEach(async () => {
  away = 'no'
  usePracticeStore().$reset()
  await nextTick()
  for (const list of [asked, sent]) list.length = 0
})
afterEach(() => {
  for (const page of mounted.splice(0)) page.unmount()
})

describe('every type, by tapping', () => {
  /** Controls to tap, the heading, and the notes beside the options. */
  const CASES: [id: string, taps: string[], heading: string, marks: Record<string, string>][] = [
    ['x-single', ['挂断电话'], '答对了', { 挂断电话: '对，您选了', 再等等看: '不选它是对的' }],
    ['x-single', ['照他说的办'], '不是这一个', { 照他说的办: '您选了，其实不对', 挂断电话: '该选这个' }],
    [
      'x-multiple',
      ['问家人', '先付一半', '打96110', '先付一半', '选好了'],
      '答对了',
      { 问家人: '对，您选了', 先付一半: '不选它是对的' },
    ],
    ['x-multiple', ['问家人', '选好了'], '答对了一部分', { 打96110: '这个也该选，您漏了' }],
    ['x-multiple', ['先付一半', '选好了'], '和答案不太一样', { 先付一半: '您选了，其实不对' }],
    ['x-order', ['先套近乎', '再给甜头', '最后要钱', '排好了'], '顺序全对', { 先套近乎: '您排对了' }],
    [
      'x-order',
      ['最后要钱', '再给甜头', '退回一步', '重新排', '再给甜头', '先套近乎', '最后要钱', '排好了'],
      '差一点',
      { 先套近乎: '您排在第 2 步', 最后要钱: '您排对了' },
    ],
    ['x-order', ['最后要钱', '再给甜头', '先套近乎', '排好了'], '顺序不太一样', { 最后要钱: '您排在第 1 步' }],
    [
      'x-spot',
      ['恭喜中奖', '先交手续费', '找好了'],
      '破绽都找到了',
      { 恭喜中奖: '是破绽，您找到了', 凭码到站: '没问题' },
    ],
    [
      'x-spot',
      ['先交手续费', '凭码到站', '找好了'],
      '找到了 1 处',
      { 恭喜中奖: '是破绽，您漏了它', 凭码到站: '您点了，其实没问题' },
    ],
    ['x-spot', ['凭码到站', '找好了'], '破绽在别的地方', { 恭喜中奖: '是破绽，您漏了它' }],
    ['x-spot', ['没有破绽'], '其实有破绽', { 先交手续费: '是破绽，您漏了它' }],
    ['x-calm', ['没有破绽'], '对，没有破绽', { 领取: '没问题' }],
    ['x-calm', ['今晚十点前', '找好了'], '其实没有破绽', { 今晚十点前: '您点了，其实没问题' }],
    ['x-act', ['不理他'], '稳当，就这么做', { 不理他: '稳当，您选的', 聊两句: '危险' }],
    ['x-act', ['聊两句'], '有点险', { 聊两句: '危险，您选的' }],
    ['x-act', ['先汇款'], '会吃亏', { 先汇款: '上当，您选的', 不理他: '稳当' }],
  ]
  it.each(CASES)('%s: %s', async (id, taps, heading, marks) => {
    const page = await begun(id, id === 'x-act' ? 'x-single' : 'x-act')
    // No answer is revealed before.
    for (const secret of ['因为', '说明在这里', '规矩在这里']) expect(page.html()).not.toContain(secret)
    await tap(page, ...taps)
    await see(page, heading)
    expect(sent).toHaveLength(1)
    for (const [text, mark] of Object.entries(marks)) {
      const row = page.findAll('.notes > li').find((each: DOMWrapper<Element>) => each.find('.text').text() === text)!
      expect([text, row.find('.said').text()]).toEqual([text, mark])
    }
    expect(page.text()).toContain('说明在这里，不能先说。')
    expect(page.find('.rule').text()).toContain('规矩在这里。')
    expect(page.find('.seal').exists()).toBe(/multiple|spot|calm/.test(id))
    await tap(page, '下一题')
    await expect.poll(() => page.find('.question').exists()).toBe(true)
  })

  it('answers nothing while nothing is chosen, and numbers the steps', async () => {
    const page = await begun('x-order', 'x-multiple')
    expect(button(page, '排好了').attributes('disabled')).toBeDefined()
    await tap(page, '再给甜头', '最后要钱')
    expect(button(page, '最后要钱').text()).toContain('第2步')
    // Pressing the last step again removes it; pressing an earlier one does nothing.
    await tap(page, '再给甜头', '最后要钱')
    expect(button(page, '最后要钱').attributes('aria-pressed')).toBe('false')
    expect(button(page, '再给甜头').attributes('aria-pressed')).toBe('true')
    expect(button(page, '排好了').attributes('disabled')).toBeDefined()
  })

  it('lets words be tapped with the keyboard', async () => {
    const page = await begun('x-spot')
    const word = button(page, '恭喜中奖')
    expect(word.attributes('tabindex')).toBe('0')
    await word.trigger('keydown', { key: 'Enter' })
    expect(button(page, '恭喜中奖').attributes('aria-pressed')).toBe('true')
    expect(button(page, '没有破绽').attributes('disabled')).toBeDefined()
    await button(page, '恭喜中奖').trigger('keydown', { key: ' ' })
    expect(button(page, '恭喜中奖').attributes('aria-pressed')).toBe('false')
    expect(page.find('.message').text()).toContain('恭喜中奖，今晚十点前先交手续费，凭码到站领取。')
  })
})

describe('a set', () => {
  it('ends with what was right and what to read, and draws another with what it has seen', async () => {
    const page = await begun('x-single', 'x-act')
    await tap(page, '挂断电话')
    await see(page, '答对了')
    await tap(page, '下一题', '先汇款')
    await see(page, '会吃亏')
    await tap(page, '看结果')
    expect(page.find('.count').text()).toBe('1 / 2 题')
    expect(page.find('.card a').attributes('href')).toBe('/scams/romance')
    drawn = ['x-order']
    await tap(page, '再练一组')
    await expect.poll(() => page.find('.steps').exists()).toBe(true)
    expect(asked.map(({ seen }) => seen)).toEqual([[], ['x-single', 'x-act']])
  })
  it('sends a double tap once', async () => {
    const page = await begun('x-single')
    const [first, second] = [button(page, '挂断电话'), button(page, '照他说的办')]
    await Promise.all([first.trigger('click'), first.trigger('click'), second.trigger('click')])
    await see(page, '答对了')
    expect(sent).toHaveLength(1)
  })
  it('says when an answer did not get through, and sends the same again', async () => {
    const page = await begun('x-multiple')
    away = 'away'
    await tap(page, '问家人', '打96110', '选好了')
    await see(page, '答案没有送到')
    away = 'no'
    await tap(page, '再送一次')
    await see(page, '答对了')
    expect(sent[1]).toEqual(sent[0])
  })
  it('goes on when an item has been renewed meanwhile', async () => {
    const page = await begun('x-single', 'x-act')
    away = 'renewed'
    await tap(page, '挂断电话')
    await see(page, '刚刚更新过')
    await tap(page, '换下一题')
    await see(page, '不理他')
    expect(page.text()).toContain('1 / 1')
    expect(page.text()).not.toContain('刚刚更新过')
  })
  it('says when no set can be drawn', async () => {
    away = 'away'
    const page = await open()
    await tap(page, '开始练')
    await see(page, '稍后再试')
    expect(button(page, '开始练').attributes('aria-busy')).toBeUndefined()
  })
  it('leads on where there is nothing to practise yet', async () => {
    const page = await open(0)
    expect(page.text()).toContain('还在准备')
    expect(page.find('a[href="/practice"]').exists()).toBe(true)
  })
})

describe('what the device remembers', () => {
  /** Reloads the page: only what is in storage remains. */
  function reload() {
    usePracticeStore().$dispose()
    delete getActivePinia()!.state.value.practice
    return usePracticeStore()
  }
  it('keeps the set, the verdicts and the place over a reload', async () => {
    const page = await begun('x-single', 'x-act')
    await tap(page, '挂断电话')
    await see(page, '答对了')
    page.unmount()
    mounted.length = 0
    reload()
    expect((await open()).text()).toContain('答对了')
    expect(asked).toHaveLength(1)
  })
  it('begins anew when that was long ago, or of another type', async () => {
    const store = usePracticeStore()
    store.begin(null, [openDrill(ITEMS[0]!)])
    store.begunAt -= 24 * 3600_000
    expect((await open()).text()).toContain('开始练')
    store.begin('romance', [openDrill(ITEMS[0]!)])
    expect((await open()).text()).toContain('开始练')
  })
  it.each([
    ['nothing', 'null'],
    ['a list', '[]'],
    ['no items', '{"items":null}'],
    [
      'an item without options',
      JSON.stringify({
        items: [{ id: 'x', type: 'single', question: 'x' }],
        feedback: {},
        seen: [],
        at: 0,
        begunAt: 0,
      }),
    ],
    ['ids of numbers', JSON.stringify({ items: [], feedback: {}, seen: [1], at: 0, begunAt: 0 })],
  ])('starts afresh: %s', async (_name, text) => {
    localStorage.setItem('jmt-practice-1', text)
    const store = reload()
    expect([store.items, store.seen, store.at]).toEqual([[] as OpenDrill[], [], 0])
    expect((await open()).text()).toContain('开始练')
  })
})
