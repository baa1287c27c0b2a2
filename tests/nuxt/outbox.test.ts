/** The outbox in the browser's storage: written by earlier and later versions, and by other tabs. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useQuizStore } from '~/stores/quiz'
import Flow from '~/components/quiz/Flow.vue'
import DefaultLayout from '~/layouts/default.vue'
import { otherTab, reload, resetPhone, stored } from './phone.ts'
import { AppError } from '#shared/errors.ts'
import { HOST } from './host.ts'
import { delay } from '#shared/outbox.ts'
import { QUIZ_KEY } from '#shared/quiz/owed.ts'
import type { AnswerChoice, CodeView } from '#shared/quiz/quiz.ts'

const OUTBOX_KEY = 'jmt-outbox'
const OPEN: CodeView = { state: 'open', campaign: { title: '小区宣传周', slogan: '' }, host: HOST }
const item = (position: number) => ({
  position,
  id: `item-${position}`,
  channel: 'sms' as const,
  sender: { name: '银行', avatar: '银' },
  messages: [{ from: 'them' as const, text: '您的账户有变动。' }],
})
const sent: AnswerChoice[][] = []
/** An attempt to which the server gives no verdicts, or that it cannot accept now. */
function attempt(away = false): string {
  const id = v7()
  registerEndpoint(`/api/attempts/${id}/answers`, {
    method: 'POST',
    handler: async (event) => {
      sent.push(((await readBody(event)) as { answers: AnswerChoice[] }).answers)
      if (!away) return { feedback: [] }
      const error = new AppError('unavailable')
      setResponseStatus(event, error.status)
      return { error: error.body }
    },
  })
  return id
}
registerEndpoint('/api/station', () => ({ name: '测试警务室', icpNumber: null, policeFiling: null }))
registerEndpoint('/api/codes/CODE/scans', { method: 'POST', handler: () => ({ ok: true }) })

/** The storage of a phone that last loaded the version before the outbox. */
const earlier = (attemptId: string, outbox: unknown[]) => ({
  code: 'CODE',
  attemptId,
  pendingStart: null,
  items: [item(0), item(1), item(2)],
  outbox,
  feedback: {},
  showing: null,
  unread: [],
  result: null,
  finishedAt: null,
  share: null,
  shareId: null,
  seen: ['item-0', 'item-1', 'item-2'],
})
const keep = (state: object) => localStorage.setItem(QUIZ_KEY, JSON.stringify(state))

const mounted: { unmount: () => void }[] = []
beforeEach(async () => {
  await resetPhone()
  sent.length = 0
})
afterEach(() => {
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
})

describe('a queue from before there was an outbox', () => {
  it('is taken over with the quiz that it stood in, once', async () => {
    const id = attempt()
    keep(earlier(id, [{ attemptId: id, position: 1, choice: 'scam', sure: false }]))
    const store = reload()
    expect([store.attemptId, store.waiting, store.current, store.choiceAt(1)]).toEqual([id, 1, 0, 'scam'])
    expect(stored().outbox).toEqual([{ attemptId: id, position: 1, choice: 'scam', sure: false }])
    expect(localStorage.getItem(QUIZ_KEY)).not.toContain('outbox')
    expect(reload().waiting).toBe(1)
  })
  it('goes up from any page of the site', async () => {
    const id = attempt()
    keep(earlier(id, [{ attemptId: id, position: 1, choice: 'scam' }]))
    mounted.push(await mountSuspended(DefaultLayout, { slots: { default: () => '正文' } }))
    await expect.poll(() => sent).toEqual([[{ position: 1, choice: 'scam' }]])
    await expect.poll(() => stored().outbox).toEqual([])
    // Accepted without a verdict: the item has been removed from the bank meanwhile.
    await expect.poll(() => stored().items.map(({ position }) => position)).toEqual([0, 2])
  })
  it('is taken from a tab that still runs the earlier version', async () => {
    const id = attempt()
    keep(earlier(id, []))
    const store = reload()
    store.choose(0, 'scam')
    keep(earlier(id, [{ attemptId: id, position: 2, choice: 'genuine' }]))
    store.catchUp()
    expect(store.outbox.map(({ position }) => position)).toEqual([0, 2])
  })
})

describe('the outbox of a later version', () => {
  it('is left as it is, and answers are sent all the same', async () => {
    const text = '{"v":2,"entries":[{}]}'
    localStorage.setItem(OUTBOX_KEY, text)
    const id = attempt()
    keep(earlier(id, []))
    const store = reload()
    store.choose(0, 'scam')
    mounted.push(await mountSuspended(Flow, { props: { code: 'CODE', view: OPEN } }))
    await expect.poll(() => sent).toEqual([[{ position: 0, choice: 'scam', sure: true }]])
    await expect.poll(() => store.outbox).toEqual([])
    expect(localStorage.getItem(OUTBOX_KEY)).toBe(text)
  })
})

describe('an item that another tab has sent and got no verdict on', () => {
  it('leaves the form here too', async () => {
    const id = attempt()
    keep(earlier(id, []))
    const store = reload()
    store.choose(1, 'scam')
    otherTab((state) => {
      state.outbox = []
      state.items = state.items.filter(({ position }) => position !== 1)
    })
    store.catchUp()
    expect(store.items.map(({ position }) => position)).toEqual([0, 2])
    expect(store.choose(1, 'scam') && store.outbox.length).toBe(0)
  })
})

describe('a try that failed', () => {
  it('is not repeated because another tab writes, but when the network comes back', async () => {
    const id = attempt(true)
    keep(earlier(id, []))
    const store = reload()
    store.choose(0, 'scam')
    mounted.push(await mountSuspended(Flow, { props: { code: 'CODE', view: OPEN } }))
    await expect.poll(() => JSON.parse(localStorage.getItem(OUTBOX_KEY)!).owed[0].tries).toBe(1)
    const tries = sent.length
    window.dispatchEvent(new StorageEvent('storage', { key: OUTBOX_KEY }))
    await nextTick()
    expect(useOutboxStore().box.owed[0]!.due).toBeGreaterThan(Date.now())
    window.dispatchEvent(new Event('online'))
    await expect.poll(() => sent.length).toBeGreaterThan(tries)
    expect(useQuizStore().waiting).toBe(1)
  })
  it('is repeated at once by a page that is loaded anew', async () => {
    const id = attempt(true)
    keep(earlier(id, []))
    reload().choose(0, 'scam')
    useOutboxStore().change((box) => delay(box, box.owed[0]!, Date.now(), 0.9))
    expect(reload().waiting).toBe(1)
    mounted.push(await mountSuspended(Flow, { props: { code: 'CODE', view: OPEN } }))
    // The stored backoff of 760 ms is ignored.
    expect(useOutboxStore().box.owed[0]).toMatchObject({ tries: 0, due: 0 })
    await expect.poll(() => sent.length).toBeGreaterThan(0)
  })
})
