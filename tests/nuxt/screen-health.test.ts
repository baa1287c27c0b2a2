/** What a screen's page tells about itself and its use, how it takes orders, and the officer's way out. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { DEFAULT_CARE } from '#shared/screen/care.ts'
import { HEALTH_MS, type HealthReport } from '#shared/screen/health.ts'
import type { ScreenEntry } from '#shared/screen/list.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import { SESSION_MS, type UseReport } from '#shared/screen/use.ts'
import type { View } from '#shared/screen/view.ts'
import ExitPad from '~/components/screen/ExitPad.vue'
import { noteScreenError } from '~/composables/screen-errors'
import { useScreenPlays } from '~/composables/screen-plays'
import { orderText } from '~/composables/screen-words'
import { useScreenCare, useScreenVolume } from '~/composables/useScreenCare'
import { useScreenHealth } from '~/composables/useScreenHealth'
import { useScreenOrders } from '~/composables/useScreenOrders'
import { screenPresence } from '~/composables/useScreens'
import { useScreenUse } from '~/composables/useScreenUse'
import { makeScreenLink } from '../fixtures/screen-link.ts'

async function inside<T>(use: () => T) {
  const held: T[] = []
  const wrapper = await mountSuspended(
    defineComponent({
      setup() {
        held.push(use())
        return () => h('div')
      },
    }),
    { attachTo: document.body },
  )
  return { used: held[0]!, wrapper }
}
const touch = (over: object = {}) =>
  document.body.dispatchEvent(new MouseEvent('pointerdown', { bubbles: true, ...over }))
const payloads = <T>(sent: [string, unknown][], event: string) =>
  sent.filter(([name]) => name === event).map(([, payload]) => payload as T)

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
})
afterEach(() => void vi.useRealTimers())

describe('the report of a page', () => {
  const attract: View = { kind: 'attract', scene: undefined }
  it('comes at once, now and then, and when it is asked for, with what is shown since when', async () => {
    const { link, sent, send } = makeScreenLink()
    const view = ref<View>(attract)
    const { wrapper } = await inside(() => useScreenHealth(link, () => view.value))
    await vi.advanceTimersByTimeAsync(HEALTH_MS)
    send('screen:look')
    await vi.advanceTimersByTimeAsync(0)
    const reports = payloads<HealthReport>(sent, 'screen:health')
    expect(reports).toHaveLength(3)
    const [first, second] = [reports[0]?.picture, reports[2]?.picture]
    expect([first?.kind, second?.since]).toEqual(['attract', first?.since])
    view.value = { kind: 'play' }
    await nextTick()
    await vi.advanceTimersByTimeAsync(HEALTH_MS)
    const last = payloads<HealthReport>(sent, 'screen:health').at(-1)
    expect(last?.picture?.kind).toBe('play')
    expect(last?.picture?.since).toBeGreaterThan(first?.since ?? Infinity)
    wrapper.unmount()
  })

  it('carries each error until the server has it, and counts it', async () => {
    let answer: object | undefined
    const { link, sent } = makeScreenLink(() => answer)
    const { wrapper } = await inside(() => useScreenHealth(link, () => attract))
    for (let times = 0; times < 3; times += 1) noteScreenError('view', new TypeError('no “张三” here'))
    const told = async () => {
      await vi.advanceTimersByTimeAsync(HEALTH_MS)
      return payloads<HealthReport>(sent, 'screen:health').at(-1)?.errors
    }
    const error = { kind: 'view', shape: expect.stringMatching(/^TypeError: no “…” here/), times: 3 }
    expect(await told()).toMatchObject([error])
    answer = { ok: true }
    expect(await told()).toMatchObject([error])
    expect(await told()).toEqual([])
    wrapper.unmount()
  })
})

describe('an order to load the page anew', () => {
  async function ordered(force: boolean, free = () => true, answer?: () => object | undefined) {
    const { link, sent, send } = makeScreenLink(answer)
    const reload = vi.fn<() => void>()
    const { wrapper } = await inside(() => useScreenOrders(link, free, reload))
    send('screen:reload', { id: 'one', force })
    await vi.advanceTimersByTimeAsync(0)
    expect(payloads(sent, 'screen:told')).toEqual([{ id: 'one' }])
    return { reload, leave: () => wrapper.unmount() }
  }

  it('waits until nobody plays or touches', async () => {
    let free = false
    const { reload, leave } = await ordered(false, () => free)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(reload).not.toHaveBeenCalled()
    touch()
    free = true
    await vi.advanceTimersByTimeAsync(15_000)
    expect(reload).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(reload).toHaveBeenCalledOnce()
    leave()
  })

  it('is done at once where it must, but never before the server knows that it was told', async () => {
    const forced = await ordered(true, () => false)
    expect(forced.reload).toHaveBeenCalledOnce()
    forced.leave()
    const deaf = await ordered(
      true,
      () => true,
      () => undefined,
    )
    await vi.advanceTimersByTimeAsync(60_000)
    expect(deaf.reload).not.toHaveBeenCalled()
    deaf.leave()
  })
})

describe('the use of a screen', () => {
  const reports = (sent: [string, unknown][]) => payloads<UseReport>(sent, 'screen:use')
  it('is counted by view: time, touches, sessions, plays', async () => {
    const { link, sent } = makeScreenLink()
    const view = ref('attract')
    const { wrapper } = await inside(() => useScreenUse(link, () => view.value))
    await vi.advanceTimersByTimeAsync(20_000)
    touch()
    await vi.advanceTimersByTimeAsync(SESSION_MS - 1_000)
    touch()
    await vi.advanceTimersByTimeAsync(SESSION_MS + 1_000)
    touch()
    view.value = 'play'
    const plays = useScreenPlays()
    plays.begin('task-rebate')
    plays.complete()
    plays.complete()
    await vi.advanceTimersByTimeAsync(120_000)
    const rows = new Map(reports(sent).flatMap(({ rows: told }) => told.map((row) => [row.view, row])))
    expect(rows.get('attract')).toMatchObject({ touches: 3, sessions: 2, starts: 0 })
    expect(rows.get('attract')?.seconds).toBeGreaterThanOrEqual(165)
    expect(rows.get('play')).toMatchObject({ touches: 0, sessions: 0, starts: 1, completions: 1 })
    const steps = reports(sent).flatMap((report) => report.plays)
    expect(steps.map(({ step }) => step)).toEqual(['start', 'completion'])
    expect(new Set(steps.map(({ session }) => session)).size).toBe(1)
    plays.leave()
    wrapper.unmount()
  })

  it('waits for the server over a reload, and is told once', async () => {
    const away = makeScreenLink(() => undefined)
    const first = await inside(() => useScreenUse(away.link, () => 'play'))
    const plays = useScreenPlays()
    plays.begin('task-rebate')
    await vi.advanceTimersByTimeAsync(60_000)
    plays.leave()
    first.wrapper.unmount()
    const { link, sent } = makeScreenLink()
    const second = await inside(() => useScreenUse(link, () => 'play'))
    await vi.advanceTimersByTimeAsync(180_000)
    const [lost, told] = [reports(away.sent), reports(sent)]
    expect(lost.length).toBeGreaterThan(1)
    expect(told.map(({ run }) => run)).toEqual(told.map(() => lost[0]?.run))
    expect(told.flatMap((report) => report.plays)).toEqual(lost[0]?.plays)
    expect(told[0]?.rows[0]?.seconds).toBeGreaterThanOrEqual(lost.at(-1)?.rows[0]?.seconds ?? Infinity)
    second.wrapper.unmount()
  })
})

describe('brightness and volume', () => {
  const care = { ...DEFAULT_CARE, brightness: 80, openingHours: [{ days: [1], from: '09:00', to: '17:00' }] }
  it('follow the clock, and a dimmed screen is bright for whoever touches it', async () => {
    // A Monday.
    vi.setSystemTime(new Date('2026-11-23T11:59:00+08:00'))
    const { used, wrapper } = await inside(() => useScreenCare(() => ({ care }) as ScreenState))
    expect([useScreenVolume().value, used.shade.value]).toEqual([0.6, 0.2])
    await vi.advanceTimersByTimeAsync(75_000)
    expect(useScreenVolume().value).toBe(0)
    vi.setSystemTime(new Date('2026-11-23T17:30:00+08:00'))
    await vi.advanceTimersByTimeAsync(75_000)
    expect([useScreenVolume().value, used.shade.value]).toEqual([0, 0.7])
    touch()
    await nextTick()
    expect(used.shade.value).toBe(0.2)
    await vi.advanceTimersByTimeAsync(61_000)
    expect(used.shade.value).toBe(0.7)
    wrapper.unmount()
    expect(useScreenVolume().value).toBe(0)
  })
})

describe('the way out of a screen', () => {
  const pad = () => mountSuspended(ExitPad, { attachTo: document.body })
  const opened = (wrapper: Awaited<ReturnType<typeof pad>>) => wrapper.find('dialog').attributes('open') !== undefined
  const press = (ms: number, over = { clientX: 20, clientY: 20 }) => {
    touch(over)
    vi.advanceTimersByTime(ms)
    dispatchEvent(new Event('pointerup'))
  }

  it('opens by a long press in the corner only, and closes by itself', async () => {
    const wrapper = await pad()
    press(2_900)
    press(3_100, { clientX: 200, clientY: 20 })
    await nextTick()
    expect(opened(wrapper)).toBe(false)
    press(3_100)
    await nextTick()
    expect([opened(wrapper), wrapper.text()]).toEqual([true, expect.stringContaining('请输入退出码')])
    await vi.advanceTimersByTimeAsync(20_000)
    expect(opened(wrapper)).toBe(false)
    wrapper.unmount()
  })

  it('lets out whoever enters the code, and says what was wrong', async () => {
    vi.useRealTimers()
    const codes: string[] = []
    registerEndpoint('/api/screens/exit', {
      method: 'POST',
      handler: async (event) => {
        const { code } = (await readBody(event)) as { code: string }
        codes.push(code)
        if (code === '123456') return { ok: true }
        setResponseStatus(event, 400)
        return { error: { code: 'bad_input', message: '', fields: { code: '退出码不对' } } }
      },
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const wrapper = await pad()
    press(3_100)
    await nextTick()
    vi.useRealTimers()
    const type = async (code: string) => {
      for (const digit of code) {
        const key = wrapper.findAll('.keys button').find((button) => button.text() === digit)
        await key?.trigger('click')
      }
    }
    await type('111111')
    await expect.poll(() => wrapper.text()).toContain('退出码不对')
    expect(wrapper.emitted('unlocked')).toBeUndefined()
    await type('123456')
    await expect.poll(() => wrapper.text()).toContain('去登录办公室')
    expect([codes, wrapper.emitted('unlocked')?.length]).toEqual([['111111', '123456'], 1])
    wrapper.unmount()
  })
})

describe('a screen in the office', () => {
  const screen = {
    online: false,
    collected: true,
    lapsed: false,
    lastSeenAt: '2026-11-23T02:00:00.000Z',
    missedSince: null,
  } as ScreenEntry
  it('that is off is an alarm only while it is missed', () => {
    const tone = (over: object) => screenPresence({ ...screen, ...over }).tone
    expect([tone({}), tone({ missedSince: screen.lastSeenAt }), tone({ lastSeenAt: null })]).toEqual([
      'plain',
      'danger',
      'plain',
    ])
    expect(screenPresence(screen).since).toContain('现在不开放')
  })

  it('says how far an order has come', () => {
    const [askedAt, toldAt, doneAt] = [1, 2, 3].map((minute) => `2026-11-23T02:0${minute}:00.000Z`)
    const text = (over: object) =>
      orderText({ force: false, askedAt: askedAt!, toldAt: null, doneAt: null, ...over }, Date.parse(askedAt!))
    expect([text({}), text({ toldAt }), text({ toldAt, force: true }), text({ toldAt, doneAt })]).toEqual([
      '2026年11月23日 10:01 已发出，屏还没有收到',
      '屏收到了，没人用时就重新加载',
      '屏收到了，正在重新加载',
      '2026年11月23日 10:03 重新加载好了',
    ])
  })
})
