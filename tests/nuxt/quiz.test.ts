import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { createError, readBody } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useQuiz } from '~/composables/useQuiz'
import { useQuizStore } from '~/stores/quiz'
import Intro from '~/components/quiz/Intro.vue'
import MessageView from '~/components/quiz/MessageView.vue'
import Question from '~/components/quiz/Question.vue'
import Verdict from '~/components/quiz/Verdict.vue'
import { HOST } from './host.ts'
import { resetPhone } from './phone.ts'
import type { Feedback } from '#shared/quiz/grade.ts'
import type { AttemptView, QuizItem } from '#shared/quiz/quiz.ts'

const item = (position: number): QuizItem => ({
  position,
  id: `item-${position}`,
  channel: 'chat',
  sender: { name: '售后专员', note: '刚加您为好友', avatar: '售' },
  messages: [
    { from: 'them', text: '请打开屏幕共享，我教您领钱。' },
    { from: 'me', text: '好的。' },
  ],
})
const feedback = (position: number, choice: 'scam' | 'genuine' = 'scam'): Feedback => ({
  position,
  choice,
  truth: 'scam',
  correct: choice === 'scam',
  scamType: 'romance',
  flags: [{ in: 0, quote: '屏幕共享', sign: '共享屏幕', why: '密码全被看见。' }],
  explanation: '不要照做。',
  rule: '不共享屏幕。',
})
const view = (size = 3): AttemptView => ({
  id: '01a209a0-0adf-7098-85d1-efac0b8dff7d',
  size,
  items: Array.from({ length: size }, (_, i) => item(i)),
  answered: [],
  completed: false,
})

describe('the first page', () => {
  it.each([
    ['', '十条消息，分清真假'],
    ['十条消息，分清真假', '十条消息，分清真假'],
  ])('has one headline, which is the slogan of the campaign if there is one: %j', async (slogan, headline) => {
    const page = await mountSuspended(Intro, {
      props: { host: HOST, campaign: { title: '宣传周', slogan }, busy: false },
    })
    expect(page.findAll('h1').map((each) => each.text())).toEqual([headline])
    expect(page.text().split('分清真假')).toHaveLength(2)
  })

  it('says who runs it, how to check that without this page, and what nobody is asked for', async () => {
    const campaign = { title: '宣传周', slogan: '' }
    const page = await mountSuspended(Intro, { props: { host: HOST, campaign, busy: false } })
    const text = () => page.text().replace(/\s/g, '')
    expect(text()).toContain('不要钱，不要号码，不要验证码')
    expect(text()).toContain('这是城南警务室办的。不放心？打警务室门口写的电话，或者打96110')
    const host = { ...HOST, telephone: '0578-3141592', address: '迎晖路12号', checkHint: '到居委会问一问' }
    await page.setProps({ host })
    expect(text()).toContain('这是城南警务室办的，在迎晖路12号，电话0578-3141592。到居委会问一问。')
  })
})

describe('the message', () => {
  it('shows each channel with its sender, and marks nothing before the answer', async () => {
    const wrapper = await mountSuspended(MessageView, { props: { item: item(0) } })
    expect(wrapper.attributes('aria-label')).toBe('微信聊天，来自售后专员')
    expect(wrapper.text()).toContain('请打开屏幕共享，我教您领钱。')
    expect(wrapper.find('mark').exists()).toBe(false)
  })
  it('underlines and numbers the cues afterwards', async () => {
    const wrapper = await mountSuspended(Verdict, {
      props: { item: item(0), feedback: feedback(0), number: 1, last: false },
    })
    expect(wrapper.find('mark').text()).toBe('屏幕共享')
    expect(wrapper.find('sup').text()).toContain('1')
    expect(wrapper.find('h1').text()).toContain('您看出来了')
    expect(wrapper.find('.seal').text()).toBe('骗局')
    const wrong = await mountSuspended(Verdict, {
      props: { item: item(0), feedback: feedback(0, 'genuine'), number: 1, last: true },
    })
    expect(wrong.find('h1').text()).toContain('这条其实是骗局')
    expect(wrong.text()).toContain('看结果')
  })
  it('takes a guess for what it is, anew for each item', async () => {
    const wrapper = await mountSuspended(Question, { props: { item: item(0), number: 1, waiting: 0, unread: [] } })
    const chip = wrapper.find('.guess')
    const press = (label: string) =>
      wrapper
        .findAll('.actions button')
        .find((each) => each.text().includes(label))!
        .trigger('click')
    await press('是骗局')
    expect(chip.attributes('aria-pressed')).toBe('false')
    await chip.trigger('click')
    expect(chip.attributes('aria-pressed')).toBe('true')
    await press('是真的')
    expect(wrapper.emitted('choose')).toEqual([
      ['scam', true],
      ['genuine', false],
    ])
    // Once it is being sent, nothing changes any more.
    await wrapper.setProps({ chosen: 'genuine' })
    await chip.trigger('click')
    expect(chip.attributes('aria-pressed')).toBe('true')
  })
  it('speaks of a guess otherwise than of certainty', async () => {
    const said = async (choice: 'scam' | 'genuine', sure?: boolean) =>
      (
        await mountSuspended(Verdict, {
          props: {
            item: item(0),
            feedback: { ...feedback(0, choice), ...(sure !== undefined && { sure }) },
            number: 1,
            last: false,
          },
        })
      )
        .find('.card')
        .text()
    expect(await said('scam', false)).toContain('您猜对了')
    expect(await said('scam', true)).toContain('您看出来了')
    // Stored by a version without the choice `sure`.
    expect(await said('scam')).toContain('您看出来了')
    expect(await said('genuine', true)).toContain('看走眼很平常')
    expect(await said('genuine', false)).not.toContain('看走眼')
  })
  it('says which answers are kept and which verdicts came late', async () => {
    const wrapper = await mountSuspended(Question, { props: { item: item(2), number: 3, waiting: 2, unread: [] } })
    expect(wrapper.text()).toContain('前面 2 题已记下，网络恢复后告诉您答案。')
    await wrapper.setProps({ waiting: 0, unread: [0, 1] })
    expect(wrapper.text()).toContain('前面 2 题的答案来了，先看第 1 题')
    await wrapper.find('.late').trigger('click')
    expect(wrapper.emitted('show')).toEqual([[0]])
  })
})

describe('what the phone remembers', () => {
  beforeEach(resetPhone)

  it('takes one choice per item, and owes it until it is confirmed', () => {
    const store = useQuizStore()
    store.begin('CODE', view())
    expect(store.choose(0, 'scam')).toBe(true)
    expect(store.choose(0, 'genuine')).toBe(false)
    expect([store.waiting, store.current]).toEqual([1, 0])
    store.learn(store.attemptId!, [feedback(0)])
    expect([store.waiting, store.unread.length]).toEqual([0, 0])
    store.proceed()
    expect(store.current).toBe(1)
  })
  it('marks a verdict unread when the person has gone on', () => {
    const store = useQuizStore()
    store.begin('CODE', view())
    store.choose(0, 'scam')
    store.proceed()
    store.learn(store.attemptId!, [feedback(0)])
    expect(store.unread).toEqual([0])
    store.show(0)
    expect([store.unread.length, store.current]).toEqual([0, 0])
  })
  it('forgets the old set when a new one begins, but not what it still owes', () => {
    const store = useQuizStore()
    store.begin('CODE', view())
    store.choose(0, 'scam')
    store.learn(store.attemptId!, [feedback(0)])
    store.choose(1, 'scam')
    store.begin('CODE', { ...view(), id: '01a209a0-0b68-76e0-9970-842de73ad4e8' })
    expect(store.feedback).toEqual({})
    expect(store.outbox).toHaveLength(1)
    expect([store.waiting, store.current]).toEqual([0, 0])
    expect(store.seen).toEqual(['item-0', 'item-1', 'item-2'])
  })
})

describe('the course of a quiz', () => {
  const sent: { position: number }[][] = []
  let reply: (answers: { position: number; choice: 'scam' | 'genuine' }[]) => unknown
  registerEndpoint('/api/codes/CODE/scans', { method: 'POST', handler: () => ({ ok: true }) })
  registerEndpoint('/api/attempts', { method: 'POST', handler: () => view(2) })
  registerEndpoint(`/api/attempts/${view().id}/answers`, {
    method: 'POST',
    handler: async (event) => {
      const { answers } = (await readBody(event)) as { answers: { position: number; choice: 'scam' | 'genuine' }[] }
      sent.push(answers)
      return reply(answers)
    },
  })
  registerEndpoint(`/api/attempts/${view().id}/result`, () => ({
    scams: { caught: 2, total: 2 },
    genuine: { trusted: 0, total: 0 },
    headline: '好',
    text: '好',
    reading: [],
  }))
  registerEndpoint(`/api/attempts/${view().id}`, () => ({ ...view(2) }))

  async function begun() {
    await resetPhone()
    sent.length = 0
    let quiz!: ReturnType<typeof useQuiz>
    await mountSuspended(
      defineComponent({
        setup: () => {
          quiz = useQuiz('CODE', true)
          return () => h('i')
        },
      }),
    )
    expect(quiz.stage.value).toBe('intro')
    await quiz.starting.call()
    expect(quiz.stage.value).toBe('item')
    return quiz
  }

  it('goes from the item to the verdict to the result, and sends a double tap once', async () => {
    reply = (answers) => ({ feedback: answers.map(({ position, choice }) => feedback(position, choice)) })
    const quiz = await begun()
    await Promise.all([quiz.choose('scam'), quiz.choose('scam'), quiz.choose('genuine')])
    expect(sent).toEqual([[{ position: 0, choice: 'scam', sure: true }]])
    expect(quiz.stage.value).toBe('verdict')
    quiz.store.proceed()
    await quiz.choose('scam')
    expect(quiz.stage.value).toBe('verdict')
    await expect.poll(() => quiz.store.result).not.toBeNull()
    // The last verdict is still being read.
    expect(quiz.stage.value).toBe('verdict')
    quiz.store.proceed()
    expect(quiz.stage.value).toBe('result')
  })

  it('goes on without an answer when the server is away, and learns it later', async () => {
    reply = () => {
      throw createError({ statusCode: 503, data: {} })
    }
    const quiz = await begun()
    await quiz.choose('scam')
    expect(quiz.store.current).toBe(1)
    expect(quiz.store.waiting).toBe(1)
    reply = (answers) => ({ feedback: answers.map(({ position, choice }) => feedback(position, choice)) })
    window.dispatchEvent(new Event('online'))
    await expect.poll(() => quiz.store.unread).toEqual([0])
    expect(quiz.store.waiting).toBe(0)
  })
})
