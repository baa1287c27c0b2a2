/** A press belongs to what was seen: what has only just appeared takes none. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody } from 'h3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { useQuizStore } from '~/stores/quiz'
import { HOST } from './host.ts'
import { until } from '../fixtures/until.ts'
import { resetPhone } from './phone.ts'
import BaseDialog from '~/components/base/BaseDialog.vue'
import Choices from '~/components/scenario/Choices.vue'
import Emergency from '~/components/screen/Emergency.vue'
import Flow from '~/components/quiz/Flow.vue'
import ManageDialog from '~/components/member/ManageDialog.vue'
import PlayRoom from '~/components/screen/PlayRoom.vue'
import type { Feedback } from '#shared/quiz/grade.ts'
import type { AnswerChoice, QuizItem } from '#shared/quiz/quiz.ts'
import { SETTLE_MS } from '#shared/settle.ts'
import type { MemberRow } from '#shared/member/member.ts'

const MEMBER: MemberRow = {
  id: '0190b6a0-0000-7000-8000-00000000000a',
  login: 'wang',
  name: '王民警',
  role: 'officer',
  disabled: false,
  lastLoginAt: null,
  createdAt: '2026-11-01T00:00:00Z',
  revision: 1,
}
const disabled = vi.fn<() => { member: MemberRow }>(() => ({ member: MEMBER }))
registerEndpoint(`/api/console/members/${MEMBER.id}`, { method: 'PATCH', handler: () => disabled() })
/** Gaps between the taps of a double tap, ms; of a person who has read and presses on purpose. */
const DOUBLE = [60, 120, 250, 400, 600, SETTLE_MS]
const ON_PURPOSE = [SETTLE_MS + 1, SETTLE_MS + 100]

/** What a browser reports of a person, who cannot be made here. */
function send(target: Element, event: Event, at: number): void {
  Object.defineProperties(event, { isTrusted: { value: true }, timeStamp: { value: at } })
  target.dispatchEvent(event)
}
/** When the last press was made, by the clock of the page: what it showed has appeared since. */
let last = 0
/** A press, as long after what it is meant for as given: at least so long, or, for the second of two taps, at most. */
async function tap(target: Element, { after = 5_000, began }: { after?: number; began?: number } = {}): Promise<void> {
  // Vue ignores an event of the millisecond in which the listener was attached, which only a test can make.
  const attached = Date.now()
  await vi.waitUntil(() => Date.now() > attached, { timeout: 20_000, interval: 1 })
  const at = (DOUBLE.includes(after) ? last : performance.now()) + after
  last = performance.now()
  send(target, new Event('pointerdown', { bubbles: true }), began ?? at)
  send(target, new Event('pointerup', { bubbles: true }), at)
  send(target, new MouseEvent('click', { bubbles: true, cancelable: true }), at)
  for (let turn = 0; turn < 3; turn++) await nextTick()
}
const named = (text: string, root: ParentNode = document) =>
  [...root.querySelectorAll('button')].findLast((each) => each.textContent?.includes(text))!

describe('a press', () => {
  let wrapper: { unmount: () => void }
  beforeEach(() => {
    last = performance.now()
  })
  afterEach(() => wrapper.unmount())

  describe('in the quiz', () => {
    const ID = '0190b6a0-0000-7000-8000-000000000001'
    const item = (position: number): QuizItem => ({
      position,
      id: `item-${position}`,
      channel: 'sms',
      sender: { name: '银行', avatar: '银' },
      messages: [{ from: 'them', text: `这是第 ${position} 条。` }],
    })
    const stored: AnswerChoice[] = []
    registerEndpoint(`/api/attempts/${ID}/answers`, {
      method: 'POST',
      handler: async (event) => {
        const { answers } = (await readBody(event)) as { answers: AnswerChoice[] }
        stored.push(...answers)
        const feedback = answers.map(({ position, choice }): Feedback => ({
          position,
          choice,
          truth: 'scam',
          correct: choice === 'scam',
          scamType: 'romance',
          flags: [],
          explanation: '不要照做。',
          rule: '不共享屏幕。',
        }))
        return { feedback }
      },
    })
    beforeEach(async () => {
      await resetPhone()
      stored.length = 0
      useQuizStore().begin('CODE', {
        id: ID,
        size: 3,
        items: [item(0), item(1), item(2)],
        answered: [],
        completed: false,
      })
      wrapper = await mountSuspended(Flow, {
        attachTo: document.body,
        props: { code: 'CODE', view: { state: 'open', campaign: { title: '小区', slogan: '' }, host: HOST } },
      })
      await until(() => document.body.textContent?.includes('这是第 0 条。'))
      await tap(named('是骗局'))
      await until(() => document.body.textContent?.includes('您看出来了'))
    })

    it.each(DOUBLE)('does not skip the explanation by the second of two taps, %i ms later', async (gap) => {
      await tap(named('下一题'), { after: gap })
      expect(document.body.textContent).toContain('您看出来了')
      expect(document.querySelector('main')!.hasAttribute('data-settling')).toBe(true)
    })

    it.each(DOUBLE)('does not answer the next question unread, %i ms later', async (gap) => {
      await tap(named('下一题'))
      expect(document.body.textContent).toContain('这是第 1 条。')
      await tap(named('是真的'), { after: gap })
      await tap(named('拿不准'), { after: 60 })
      expect(useQuizStore().choiceAt(1)).toBeUndefined()
      expect(named('拿不准').getAttribute('aria-pressed')).toBe('false')
      expect(stored.map(({ position }) => position)).toEqual([0])
    })

    it.each(ON_PURPOSE)('counts for those who read fast, %i ms later', async (gap) => {
      await tap(named('下一题'), { after: gap })
      expect(document.body.textContent).toContain('这是第 1 条。')
      await tap(named('是真的'), { after: gap })
      expect(useQuizStore().choiceAt(1)).toBe('genuine')
      await expect.poll(() => stored.length).toBe(2)
      await expect.poll(() => useQuizStore().waiting).toBe(0)
    })

    it('does not count where the finger came down before the button was there, however late it is lifted', async () => {
      await tap(named('下一题'), { began: last })
      expect(document.body.textContent).toContain('您看出来了')
      await tap(named('下一题'))
      expect(document.body.textContent).toContain('这是第 1 条。')
    })

    it('does not count while one key is held down', async () => {
      const button = named('下一题')
      send(button, new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }), last)
      for (const after of [400, 800, 1_200]) {
        send(button, new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, repeat: true }), last + after)
        send(button, new MouseEvent('click', { bubbles: true, cancelable: true }), last + after)
      }
      await nextTick()
      expect(document.body.textContent).toContain('您看出来了')
    })

    it('reaches what was there before at any time', async () => {
      await tap(named('大字'), { after: 60 })
      expect(named('大字').getAttribute('aria-pressed')).toBe('true')
      await tap(named('大字'), { after: 120 })
      expect(named('大字').getAttribute('aria-pressed')).toBe('false')
    })
  })

  it.each([...DOUBLE, ...ON_PURPOSE])('in a dialog counts from its opening, %i ms later', async (gap) => {
    const dialog = await mountSuspended(BaseDialog, {
      attachTo: document.body,
      props: { title: '转给家人', open: false },
    })
    wrapper = dialog
    last = performance.now()
    await dialog.setProps({ open: true })
    await tap(document.querySelector('dialog .close')!, { after: gap })
    expect(Boolean(dialog.emitted('update:open'))).toBe(gap > SETTLE_MS)
  })

  it('is not passed on to what was under a dialog', async () => {
    const pressed = vi.fn<() => void>()
    const under = document.createElement('button')
    document.body.append(under)
    under.addEventListener('click', pressed)
    const dialog = await mountSuspended(BaseDialog, {
      attachTo: document.body,
      props: { title: '转给家人', open: true },
    })
    wrapper = dialog
    last = performance.now()
    await dialog.setProps({ open: false })
    await tap(under, { after: 120 })
    expect(pressed).not.toHaveBeenCalled()
    await tap(under)
    expect(pressed).toHaveBeenCalledOnce()
    under.remove()
  })

  // Without the last gap: the event may come within the same instant as the test's own clock was read.
  it.each([...DOUBLE.slice(0, -1), ...ON_PURPOSE])(
    'on a page that Back shows again as it was left, %i ms later',
    async (gap) => {
      const pressed = vi.fn<() => void>()
      const page = defineComponent({ render: () => h('button', { onClick: pressed }, '是骗局') })
      wrapper = await mountSuspended(page, { attachTo: document.body })
      last = performance.now()
      // A `PageTransitionEvent`, which this document does not know.
      window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
      await tap(named('是骗局'), { after: gap })
      expect(pressed).toHaveBeenCalledTimes(Number(gap > SETTLE_MS))
    },
  )

  it.each([...DOUBLE, ...ON_PURPOSE])('on a choice of a scenario counts once it is shown, %i ms later', async (gap) => {
    const choices = [{ text: '先转过去', to: 'end', verdict: 'loss' as const, why: '钱没了。' }]
    const mounted = await mountSuspended(Choices, { attachTo: document.body, props: { choices, ready: false } })
    wrapper = mounted
    await tap(named('直接看完'))
    expect(mounted.emitted('hurry')).toHaveLength(1)
    last = performance.now()
    await mounted.setProps({ ready: true })
    await tap(named('先转过去'), { after: gap })
    expect(Boolean(mounted.emitted('choose'))).toBe(gap > SETTLE_MS)
  })

  it.each([...DOUBLE, ...ON_PURPOSE])('on what cannot be undone counts once it is asked, %i ms later', async (gap) => {
    disabled.mockClear()
    const dialog = await mountSuspended(ManageDialog, { attachTo: document.body, props: { member: MEMBER } })
    wrapper = dialog
    await tap(named('停用账号'))
    await tap(named('确定停用'), { after: gap })
    // A press that was too early has sent nothing, and a later one does.
    if (gap <= SETTLE_MS) await tap(named('确定停用'))
    await expect.poll(() => dialog.emitted('done')).toHaveLength(1)
    expect(disabled).toHaveBeenCalledOnce()
  })

  it('on a hall screen counts once the room is shown', async () => {
    const room = await mountSuspended(PlayRoom, { attachTo: document.body, props: { scenarios: [] } })
    wrapper = room
    await tap(named('回到首页'), { after: 250 })
    expect(room.emitted('leave')).toBeUndefined()
    await tap(named('回到首页'))
    expect(room.emitted('leave')).toHaveLength(1)
  })

  it('on the red button opens at once, and the next one does not close', async () => {
    wrapper = await mountSuspended(Emergency, { attachTo: document.body })
    await tap(named('已经转账了怎么办'))
    const dialog = document.querySelector('dialog')!
    expect(dialog.open).toBe(true)
    await tap(named('看完了', dialog), { after: 120 })
    expect(dialog.open).toBe(true)
    await tap(named('看完了', dialog))
    expect(dialog.open).toBe(false)
  })
})
