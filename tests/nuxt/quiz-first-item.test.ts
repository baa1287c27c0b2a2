/** The first item is on the screen before the server knows of the start. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { createError, readBody, setResponseStatus } from 'h3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useQuizStore } from '~/stores/quiz'
import { HOST } from './host.ts'
import { reload, resetPhone } from './phone.ts'
import Flow from '~/components/quiz/Flow.vue'
import { AppError } from '#shared/errors.ts'
import { readOutbox, settle } from '#shared/outbox.ts'
import { START } from '#shared/quiz/owed.ts'
import type { Feedback } from '#shared/quiz/grade.ts'
import type { AnswerChoice, AttemptView, CodeView, QuizItem } from '#shared/quiz/quiz.ts'

const item = (position: number, id = `item-${position}`): QuizItem => ({
  position,
  id,
  channel: 'sms',
  sender: { name: '银行', avatar: '银' },
  messages: [{ from: 'them', text: `这是 ${id}。` }],
})
const OPEN: CodeView = {
  state: 'open',
  campaign: { title: '小区宣传周', slogan: '' },
  host: HOST,
  first: { item: item(0), size: 3, proof: 'drawn here' },
}
const feedback = (position: number, choice: 'scam' | 'genuine'): Feedback => ({
  position,
  choice,
  truth: 'scam',
  correct: choice === 'scam',
  scamType: 'romance',
  flags: [],
  explanation: '不要照做。',
  rule: '不共享屏幕。',
})
const form = (id: string, first = 'item-0'): AttemptView => ({
  id,
  size: 3,
  items: [item(0, first), item(1), item(2)],
  answered: [],
  completed: false,
})

interface Start {
  id: string
  code: string
  seen: string[]
  first?: { itemId: string; proof: string }
}
const starts: Start[] = []
const answers: { id: string; positions: number[] }[] = []
let reply: (start: Start) => AttemptView | Promise<AttemptView>
registerEndpoint('/api/codes/CODE/scans', { method: 'POST', handler: () => ({ ok: true }) })
registerEndpoint('/api/attempts', {
  method: 'POST',
  handler: async (event) => {
    const start = (await readBody(event)) as Start
    starts.push(start)
    try {
      return await reply(start)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      setResponseStatus(event, error.status)
      return { error: error.body }
    }
  },
})
/** Holds the reply until the test releases it. */
function held() {
  let open!: () => void
  const gate = new Promise<void>((resolve) => (open = resolve))
  reply = async ({ id }) => {
    await gate
    return form(id)
  }
  return open
}

describe('the first item', () => {
  let wrapper: Awaited<ReturnType<typeof mountSuspended<typeof Flow>>>
  const open = async () => {
    wrapper = await mountSuspended(Flow, { props: { code: 'CODE', view: OPEN } })
  }
  /** As a person does: not before the button takes a press. */
  const press = async (text: string) => {
    const button = () => wrapper.findAll('button').find((each) => each.text().includes(text))!
    await expect.poll(() => button().attributes('aria-disabled')).not.toBe('true')
    await button().trigger('click')
  }
  /** Registered once the id is known, because the phone generates it. */
  function takeAnswers(id: string) {
    registerEndpoint(`/api/attempts/${id}/answers`, {
      method: 'POST',
      handler: async (event) => {
        const body = (await readBody(event)) as { answers: AnswerChoice[] }
        answers.push({ id, positions: body.answers.map(({ position }) => position) })
        return { feedback: body.answers.map(({ position, choice }) => feedback(position, choice)) }
      },
    })
  }
  beforeEach(async () => {
    await resetPhone()
    sessionStorage.clear()
    starts.length = answers.length = 0
  })
  afterEach(() => wrapper.unmount())

  it('asks for nothing before the press, and shows at the press what came with the page', async () => {
    const release = held()
    await open()
    expect(wrapper.text()).toContain('开始答题')
    expect(starts).toEqual([])
    await press('开始答题')
    expect(wrapper.text()).toContain('这是 item-0。')
    expect(wrapper.text()).toContain('1 / 3')
    await expect.poll(() => starts.length).toBe(1)
    const store = useQuizStore()
    expect(starts[0]).toEqual({
      id: store.attemptId,
      code: 'CODE',
      seen: [],
      first: { itemId: 'item-0', proof: 'drawn here' },
    })
    release()
    await expect.poll(() => store.items.length).toBe(3)
    expect(store.seen).toEqual(['item-0', 'item-1', 'item-2'])
    expect(wrapper.text()).toContain('这是 item-0。')
    expect(starts).toHaveLength(1)
  })

  it('keeps an answer back until the start is confirmed', async () => {
    const release = held()
    await open()
    await press('开始答题')
    const store = useQuizStore()
    takeAnswers(store.attemptId!)
    await press('是骗局')
    expect(store.waiting).toBe(1)
    await expect.poll(() => starts.length).toBe(1)
    expect(answers).toEqual([])
    release()
    await expect.poll(() => answers).toEqual([{ id: store.attemptId, positions: [0] }])
    await expect.poll(() => wrapper.text()).toContain('您看出来了')
  })

  it('says that the others are still to come, and goes on with them', async () => {
    reply = () => {
      throw createError({ statusCode: 503, data: {} })
    }
    await open()
    await press('开始答题')
    const store = useQuizStore()
    takeAnswers(store.attemptId!)
    await press('是骗局')
    await expect.poll(() => wrapper.text()).toContain('第一题记下了')
    expect(wrapper.text()).not.toContain('都答完了')
    reply = ({ id }) => form(id)
    window.dispatchEvent(new Event('online'))
    await expect.poll(() => wrapper.text()).toContain('这是 item-1。')
    await expect.poll(() => answers.length).toBe(1)
    expect(new Set(starts.map(({ id }) => id)).size).toBe(1)
  })

  it('is started again by itself, under the same id, while the server has too many starts', async () => {
    reply = ({ id }) => {
      if (starts.length < 3) throw new AppError('too_many')
      return form(id)
    }
    await open()
    await press('开始答题')
    const store = useQuizStore()
    takeAnswers(store.attemptId!)
    expect(wrapper.text()).toContain('这是 item-0。')
    await press('是骗局')
    await expect.poll(() => answers).toEqual([{ id: store.attemptId, positions: [0] }])
    expect(starts.map(({ id }) => id)).toEqual(Array.from({ length: 3 }, () => store.attemptId))
  })

  it('drops the answer when the server has drawn another form', async () => {
    let release!: () => void
    const gate = new Promise<void>((resolve) => (release = resolve))
    reply = async ({ id }) => {
      await gate
      return form(id, 'item-9')
    }
    await open()
    await press('开始答题')
    await press('是骗局')
    const store = useQuizStore()
    release()
    await expect.poll(() => wrapper.text()).toContain('这是 item-9。')
    expect([store.outbox.length, answers.length, store.current]).toEqual([0, 0, 0])
  })

  it('is not used when this phone has met it', async () => {
    reply = ({ id }) => form(id, 'item-7')
    const store = useQuizStore()
    store.seen = ['item-0']
    await open()
    await press('开始答题')
    await expect.poll(() => wrapper.text()).toContain('这是 item-7。')
    expect(starts[0]).toEqual({ id: store.attemptId, code: 'CODE', seen: ['item-0'] })
  })

  it('gives way to the end of the campaign', async () => {
    reply = () => {
      throw new AppError('gone', '这次活动已经结束了。')
    }
    await open()
    await press('开始答题')
    await expect.poll(() => wrapper.text()).toContain('这次活动已经结束了')
    expect(useQuizStore().attemptId).toBeNull()
  })

  it('takes another id when the reply to the start was lost with its cookie', async () => {
    const lost: string[] = []
    reply = ({ id }) => {
      if (lost.length > 0) return form(id)
      lost.push(id)
      throw new AppError('not_found')
    }
    await open()
    await press('开始答题')
    const store = useQuizStore()
    await press('是骗局')
    await expect.poll(() => store.items.length).toBe(3)
    expect(store.attemptId).not.toBe(lost[0])
    expect(store.outbox.map(({ attemptId }) => attemptId)).toEqual([store.attemptId])
  })

  it('goes on with what another tab has started for it', async () => {
    reply = () => {
      throw createError({ statusCode: 503, data: {} })
    }
    await open()
    await press('开始答题')
    const store = useQuizStore()
    const id = store.attemptId!
    registerEndpoint(`/api/attempts/${id}`, () => form(id))
    await expect.poll(() => starts.length).toBe(1)
    const box = readOutbox(localStorage.getItem('jmt-outbox'))!
    localStorage.setItem('jmt-outbox', JSON.stringify(settle(box, START, [id])))
    window.dispatchEvent(new Event('storage'))
    await expect.poll(() => store.items.length).toBe(3)
    expect([store.unconfirmed, store.size, store.seen.length]).toEqual([false, 3, 3])
  })

  it('goes on after a reload, with the same start', async () => {
    reply = () => {
      throw createError({ statusCode: 503, data: {} })
    }
    await open()
    await press('开始答题')
    await press('是骗局')
    await expect.poll(() => starts.length).toBeGreaterThan(0)
    const id = useQuizStore().attemptId!
    wrapper.unmount()
    reload()
    starts.length = 0
    takeAnswers(id)
    reply = (start) => form(start.id)
    await open()
    await expect.poll(() => answers).toEqual([{ id, positions: [0] }])
    expect(starts.map((start) => start.id)).toEqual([id])
    expect(starts[0]!.first).toEqual({ itemId: 'item-0', proof: 'drawn here' })
  })
})
