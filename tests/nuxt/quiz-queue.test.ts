/** What a phone owes: to closed campaigns, from two tabs, from other pages, from a damaged memory. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { createError, type H3Event, readBody, setResponseStatus } from 'h3'
import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useQuizStore } from '~/stores/quiz'
import Flow from '~/components/quiz/Flow.vue'
import DefaultLayout from '~/layouts/default.vue'
import { otherTab, owe, reload, rememberStored, resetPhone, stored } from './phone.ts'
import { AppError, type ErrorCode } from '#shared/errors.ts'
import type { Feedback } from '#shared/quiz/grade.ts'
import type { AnswerChoice, AttemptView, CodeView, QuizItem } from '#shared/quiz/quiz.ts'

const KEY = 'jmt-quiz-1'
const OPEN: CodeView = { state: 'open', campaign: { title: '小区宣传周', slogan: '' } }
const item = (position: number): QuizItem => ({
  position,
  id: `item-${position}`,
  channel: 'sms',
  sender: { name: '银行', avatar: '银' },
  messages: [{ from: 'them', text: '您的账户有变动。' }],
})
const feedback = (position: number, choice: 'scam' | 'genuine' = 'scam'): Feedback => ({
  position,
  choice,
  truth: 'scam',
  correct: choice === 'scam',
  scamType: 'romance',
  flags: [],
  explanation: '不要照做。',
  rule: '不共享屏幕。',
})
const view = (id: string, size = 3): AttemptView => ({
  id,
  size,
  items: Array.from({ length: size }, (_, i) => item(i)),
  answered: [],
  completed: false,
})
const positionsOf = (outbox: { position: number }[]) => outbox.map(({ position }) => position)

type Answer = (answers: AnswerChoice[]) => Feedback[] | ErrorCode
const sent: { id: string; positions: number[] }[] = []
/** Of each answer sent, as it came. */
const sures: unknown[] = []
/** An attempt on the server. */
function attempt(
  answer: Answer = (answers) => answers.map(({ position, choice }) => feedback(position, choice)),
): string {
  const id = v7()
  const refuse = (event: H3Event, code: ErrorCode) => {
    const error = new AppError(code)
    setResponseStatus(event, error.status)
    return { error: error.body }
  }
  registerEndpoint(`/api/attempts/${id}/answers`, {
    method: 'POST',
    handler: async (event) => {
      const { answers } = (await readBody(event)) as { answers: AnswerChoice[] }
      sent.push({ id, positions: positionsOf(answers) })
      sures.push(...answers.map(({ sure }) => sure))
      const reply = answer(answers)
      return typeof reply === 'string' ? refuse(event, reply) : { feedback: reply }
    },
  })
  registerEndpoint(`/api/attempts/${id}`, () => {
    throw createError({ statusCode: 503 })
  })
  return id
}
const starts: { code: string }[] = []
const scans: string[] = []
registerEndpoint('/api/attempts', {
  method: 'POST',
  handler: async (event) => {
    const body = (await readBody(event)) as { id: string; code: string }
    starts.push(body)
    return view(body.id)
  },
})
for (const code of ['CODE', 'SHARE'])
  registerEndpoint(`/api/codes/${code}/scans`, {
    method: 'POST',
    handler: () => {
      scans.push(code)
      return { ok: true }
    },
  })
registerEndpoint('/api/station', () => ({ name: '测试警务室', icpNumber: null, policeFiling: null }))

const mounted: { unmount: () => void }[] = []
async function openQuiz(code = 'CODE') {
  const wrapper = await mountSuspended(Flow, { props: { code, view: OPEN } })
  mounted.push(wrapper)
  return wrapper
}
beforeEach(async () => {
  await resetPhone()
  for (const list of [sent, sures, starts, scans]) list.length = 0
})
afterEach(() => {
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
})

describe('an answer that is still owed to another campaign', () => {
  for (const code of ['gone', 'not_found', 'unauthenticated'] as const) {
    it(`does not end the quiz on the screen when it is refused: ${code}`, async () => {
      const store = useQuizStore()
      store.begin('OLD', view(attempt(() => code)))
      store.choose(0, 'scam')
      const page = await openQuiz()
      await expect.poll(() => store.outbox).toEqual([])
      await expect.poll(() => page.text()).toContain('开始答题')
      expect(page.text()).not.toMatch(/已经结束|没有找到|请先登录/)
    })
  }
  it('ends the quiz on the screen when it is that one', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt(() => 'gone')))
    store.choose(0, 'scam')
    const page = await openQuiz()
    await expect.poll(() => page.text()).toContain('这次活动已经结束了')
    expect(store.attemptId).toBeNull()
  })
})

describe('an answer that was a guess', () => {
  it('goes up as one, and one from before there were guesses goes up without', async () => {
    const store = useQuizStore()
    const id = attempt()
    store.begin('CODE', view(id))
    store.choose(0, 'scam', false)
    store.choose(1, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(2)
    otherTab((state) => state.outbox.push({ attemptId: id, position: 2, choice: 'scam' }))
    await openQuiz()
    await expect.poll(() => store.outbox).toEqual([])
    expect(sures).toEqual([false, true, undefined])
  })
})

describe('an item that has left the bank', () => {
  it('leaves queue and form when its answer is taken without a verdict', async () => {
    const store = useQuizStore()
    store.begin(
      'CODE',
      view(
        attempt((answers) =>
          answers.filter(({ position }) => position !== 1).map(({ position, choice }) => feedback(position, choice)),
        ),
      ),
    )
    for (const position of [1, 0]) store.choose(position, 'scam')
    store.show(1)
    const page = await openQuiz()
    await expect.poll(() => store.outbox).toEqual([])
    expect(positionsOf(store.items)).toEqual([0, 2])
    expect(store.current).toBe(2)
    await expect.poll(() => page.text()).toContain('2 / 2')
    expect(sent).toHaveLength(1)
  })
  it('leaves the form also when nothing else was sent with it', async () => {
    const store = useQuizStore()
    store.begin(
      'CODE',
      view(
        attempt(() => []),
        2,
      ),
    )
    store.choose(0, 'scam')
    await openQuiz()
    await expect.poll(() => store.outbox).toEqual([])
    expect([positionsOf(store.items), store.current]).toEqual([[1], 1])
  })
})

describe('two tabs', () => {
  it('keep the answers and the items of each other when they write', async () => {
    const store = useQuizStore()
    const [id, other] = [attempt(), attempt()]
    store.begin('CODE', view(id))
    store.choose(0, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(1)
    otherTab((state) => {
      state.outbox.push(
        { attemptId: id, position: 1, choice: 'genuine' },
        { attemptId: other, position: 0, choice: 'scam' },
      )
      state.seen.push('item-x')
    })
    store.choose(2, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(4)
    expect(stored().seen).toEqual(['item-0', 'item-1', 'item-2', 'item-x'])
    expect(
      reload()
        .outbox.map(({ attemptId, position }) => `${attemptId} ${position}`)
        .sort(),
    ).toEqual([`${id} 0`, `${id} 1`, `${id} 2`, `${other} 0`].sort())
  })
  it('do not bring back what is settled', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt()))
    store.choose(0, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(1)
    const writeAsBefore = rememberStored()
    store.learn(store.attemptId!, [feedback(0)])
    await expect.poll(() => stored().outbox).toEqual([])
    // The other tab has not heard of it and writes what it knew.
    writeAsBefore()
    store.choose(1, 'scam')
    await expect.poll(() => positionsOf(stored().outbox)).toEqual([1])
    expect(stored().feedback[0]).toEqual(feedback(0))
  })
  it('learn from each other at once, and do not answer a write that brings nothing', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt(() => 'unavailable')))
    await openQuiz()
    store.choose(0, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(1)
    otherTab((state) => {
      state.outbox = []
      state.feedback[0] = feedback(0)
      state.share = { code: 'SHARE', url: 'https://x.cn/s/SHARE' }
    })
    window.dispatchEvent(new StorageEvent('storage', { key: KEY }))
    expect([store.outbox.length, store.feedback[0]?.choice, store.share?.code]).toEqual([0, 'scam', 'SHARE'])
    await expect.poll(() => stored().showing).toBe(0)
    otherTab((state) => {
      state.showing = null
    })
    const theirs = localStorage.getItem(KEY)
    window.dispatchEvent(new StorageEvent('storage', { key: KEY }))
    await nextTick()
    expect(localStorage.getItem(KEY)).toBe(theirs)
  })
})

describe('the other pages of the site', () => {
  async function openSite() {
    const wrapper = await mountSuspended(DefaultLayout, { slots: { default: () => '正文' } })
    mounted.push(wrapper)
  }
  it('take a guess up as one', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt()))
    store.choose(0, 'scam', false)
    await openSite()
    await expect.poll(() => stored().outbox).toEqual([])
    expect(sures).toEqual([false])
  })
  it('deliver what a quiz has left, and keep the verdict for it', async () => {
    const store = useQuizStore()
    const [id, closed, withdrawn] = [attempt(), attempt(() => 'gone'), attempt(() => [])]
    store.begin('CODE', view(id))
    for (const attemptId of [closed, withdrawn]) owe({ attemptId, position: 0, choice: 'scam' })
    for (const position of [0, 1]) store.choose(position, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(4)
    await openSite()
    await expect.poll(() => stored().outbox).toEqual([])
    expect(sent).toEqual([
      { id: closed, positions: [0] },
      { id: withdrawn, positions: [0] },
      { id, positions: [0, 1] },
    ])
    const back = reload()
    expect([back.current, back.unread, back.waiting]).toEqual([1, [0, 1], 0])
  })
  it('try again when the network comes back', async () => {
    let away = true
    const store = useQuizStore()
    store.begin(
      'CODE',
      view(
        attempt((answers) =>
          away ? 'unavailable' : answers.map(({ position, choice }) => feedback(position, choice)),
        ),
      ),
    )
    store.choose(0, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(1)
    await openSite()
    await expect.poll(() => sent).toHaveLength(1)
    expect(stored().outbox).toHaveLength(1)
    away = false
    await expect
      .poll(() => {
        window.dispatchEvent(new Event('online'))
        return stored().outbox
      })
      .toEqual([])
    // The quiz in this very tab takes over what came.
    await openQuiz()
    expect([store.waiting, store.feedback[0]?.choice]).toEqual([0, 'scam'])
  })
})

describe("one's own share link", () => {
  it('starts the next set under the code of the first, and counts no scan', async () => {
    const store = useQuizStore()
    const done = view(attempt(), 1)
    store.begin('CODE', { ...done, items: [], answered: [{ item: item(0), feedback: feedback(0) }], completed: true })
    store.finish({
      scams: { caught: 1, total: 1 },
      genuine: { trusted: 0, total: 0 },
      headline: '好',
      text: '好',
      reading: [],
    })
    store.share = { code: 'SHARE', url: 'https://x.cn/s/SHARE' }
    store.proceed()
    history.replaceState(history.state, '', '/s/SHARE')
    const page = await openQuiz('SHARE')
    await page
      .findAll('button')
      .find((button) => button.text() === '再来一组')!
      .trigger('click')
    await expect.poll(() => page.text()).toContain('1 / 3')
    expect(starts.map(({ code }) => code)).toEqual(['CODE'])
    expect(store.code).toBe('CODE')
    expect(location.pathname).toBe('/s/CODE')
    expect(scans).not.toContain('SHARE')
  })
  it('goes on under the code of the first also when that was long ago', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt()))
    store.share = { code: 'SHARE', url: 'https://x.cn/s/SHARE' }
    store.finishedAt = Date.now() - 24 * 3600_000
    const page = await openQuiz('SHARE')
    await page
      .findAll('button')
      .find((button) => button.text() === '开始答题')!
      .trigger('click')
    await expect.poll(() => page.text()).toContain('1 / 3')
    expect(starts.map(({ code }) => code)).toEqual(['CODE'])
    expect(scans).not.toContain('SHARE')
  })
})

describe('a memory that an older version or a curious hand has left', () => {
  const sound = {
    code: 'CODE',
    attemptId: v7(),
    items: [item(0)],
    outbox: [],
    feedback: {},
    showing: null,
    unread: [],
    seen: ['item-0'],
    result: null,
    share: null,
  }
  const broken = {
    'no feedback': { feedback: null },
    'an empty place in the queue': { outbox: [null] },
    'an answer of nothing': { outbox: [{ choice: 'scam' }] },
    'an empty place in the form': { items: [null] },
    'an item without messages': { items: [{ position: 0, id: 'x' }] },
    'a message without text': { items: [{ ...item(0), messages: [{}] }] },
    'feedback without cues': { feedback: { 0: {} } },
    'an empty cue': { feedback: { 0: { ...feedback(0), flags: [null] } } },
    'a word for a list': { seen: 'item-0' },
    'numbers for ids': { seen: [1] },
    'a result of another form': { result: { score: 5 } },
    'a number for feedback': { feedback: 5 },
  }
  it('holds the whole form from the start on', async () => {
    useQuizStore().begin('CODE', view(v7()))
    await nextTick()
    expect([stored().items.length, stored().seen.length]).toEqual([3, 3])
  })
  it('is taken when it is sound', () => {
    localStorage.setItem(KEY, JSON.stringify(sound))
    expect(reload().attemptId).toBe(sound.attemptId)
  })
  for (const [name, part] of Object.entries(broken)) {
    it(`starts afresh: ${name}`, async () => {
      localStorage.setItem(KEY, JSON.stringify({ ...sound, ...part }))
      const store = reload()
      expect([store.attemptId, store.items, store.outbox, store.seen, store.feedback, store.result]).toEqual([
        null,
        [],
        [],
        [],
        {},
        null,
      ])
      expect((await openQuiz()).text()).toContain('开始答题')
    })
  }
  it('shows the next open item when the one to show is not in the form', async () => {
    localStorage.setItem(KEY, JSON.stringify({ ...sound, attemptId: attempt(), showing: 7 }))
    reload()
    expect((await openQuiz()).text()).toContain('1 / 1')
  })
})
