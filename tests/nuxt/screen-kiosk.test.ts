import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import type { ScenarioPage } from '#shared/content/scenario-card.ts'
import { PLAY_MAX_MS } from '#shared/screen/play-limit.ts'
import { SETTLE_MS } from '#shared/settle.ts'
import PlayRoom from '~/components/screen/PlayRoom.vue'
import { useKioskLock } from '~/composables/useKiosk'
import { useVisitorIdle } from '~/composables/useVisitorIdle'
import { readScenarios } from '../fixtures/play.ts'

async function inside<T>(use: () => T) {
  const held: T[] = []
  const wrapper = await mountSuspended(
    defineComponent({
      setup() {
        held.push(use())
        return () => h('div', [h('p', '空白'), h('button', { type: 'button' }, '选这个'), h('div', { class: 'box' })])
      },
    }),
    { attachTo: document.body },
  )
  const used = held[0]
  if (!used) throw new Error('the composable was not set up')
  return { used, wrapper }
}
/** @returns whether the browser may act on it */
const passes = (event: Event, target: EventTarget = document.body) => target.dispatchEvent(event)
const press = (key: string, over: KeyboardEventInit = {}) =>
  passes(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...over }))
const touches = (at: Element) => {
  for (const type of ['pointerdown', 'pointerup', 'mousedown', 'click'])
    at.dispatchEvent(new MouseEvent(type, { bubbles: true }))
}

describe('who plays on a hall screen', () => {
  afterEach(() => void vi.useRealTimers())
  async function play() {
    vi.useFakeTimers()
    const left = vi.fn<() => void>()
    const { used, wrapper } = await inside(() => useVisitorIdle({ seconds: 20, warn: 5 }, left))
    const wait = async (seconds: number, touch?: () => void) => {
      for (let second = 0; second < seconds; second += 1) {
        touch?.()
        await vi.advanceTimersByTimeAsync(1_000)
      }
    }
    return {
      used,
      left,
      wait,
      find: (selector: string) => wrapper.get(selector).element,
      leave: () => wrapper.unmount(),
    }
  }

  it('is nobody whose touches hit nothing, and whose keys do nothing', async () => {
    const { left, wait, find, leave } = await play()
    await wait(20, () => {
      touches(find('p'))
      press('a')
    })
    expect(left).toHaveBeenCalledOnce()
    leave()
  })

  it('is who presses a control, or scrolls', async () => {
    const { used, left, wait, find, leave } = await play()
    await wait(40, () => touches(find('button')))
    expect(left).not.toHaveBeenCalled()
    await wait(18)
    expect(used.warning.value).toBe(true)
    const box = find('.box')
    // A page that scrolls by itself keeps nobody.
    box.dispatchEvent(new Event('scroll'))
    expect(used.warning.value).toBe(true)
    box.dispatchEvent(new Event('touchstart', { bubbles: true }))
    box.dispatchEvent(new Event('scroll'))
    expect(used.warning.value).toBe(false)
    leave()
  })
})

describe('a warning that waits for a visitor', () => {
  const PAGE = {
    card: { id: 'one', title: '刷单返利', summary: '', picture: '' },
    scenario: readScenarios().find(({ id }) => id === 'task-rebate'),
  } as ScenarioPage
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  async function enter(warned: boolean) {
    const room = await mountSuspended(PlayRoom, { attachTo: document.body, props: { scenarios: [PAGE], warned } })
    await vi.advanceTimersByTimeAsync(SETTLE_MS)
    return room
  }

  it('comes on after a few seconds where only the list of stories is open', async () => {
    const room = await enter(true)
    for (let press = 0; press < 5; press += 1) {
      await vi.advanceTimersByTimeAsync(4_000)
      touches(room.get('.choose li button').element)
      await nextTick()
      touches(room.get('.leave').element)
      await nextTick()
    }
    expect(room.emitted('leave')).toBeUndefined()
    await vi.advanceTimersByTimeAsync(7_000)
    expect(room.emitted('leave')).toHaveLength(1)
    room.unmount()
  })

  it('comes on after half a minute for somebody who keeps pressing and chooses nothing', async () => {
    const pages = Array.from({ length: 7 }, (_, i) => ({ ...PAGE, card: { ...PAGE.card, id: String(i) } }))
    const room = await mountSuspended(PlayRoom, {
      attachTo: document.body,
      props: { scenarios: pages, warned: true },
    })
    const press = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        touches(room.get('.turn button:last-child').element)
        await vi.advanceTimersByTimeAsync(1_000)
      }
    }
    await press(29)
    expect(room.emitted('leave')).toBeUndefined()
    await press(1)
    expect(room.emitted('leave')).toHaveLength(1)
    room.unmount()
  })

  it('waits for a story that has been chosen, and nobody is sent away without a warning', async () => {
    const [chooser, player] = [await enter(false), await enter(true)]
    await player.get('.choose li button').trigger('click')
    await vi.advanceTimersByTimeAsync(30_000)
    expect([chooser.emitted('leave'), player.emitted('leave')]).toEqual([undefined, undefined])
    await chooser.setProps({ warned: true })
    expect(chooser.emitted('leave')).toHaveLength(1)
    for (const room of [chooser, player]) room.unmount()
  })

  it('ends the story of somebody who plays on and on, and says so a minute before', async () => {
    const room = await enter(true)
    await room.get('.choose li button').trigger('click')
    // Any control: what a visitor presses to go on would end this story too soon.
    const control = document.body.appendChild(document.createElement('button'))
    let played = 0
    const playUntil = async (end: number) => {
      for (; played < end; played += 5_000) {
        touches(control)
        await vi.advanceTimersByTimeAsync(5_000)
      }
    }
    await playUntil(PLAY_MAX_MS - 65_000)
    expect([room.find('.limit').exists(), room.emitted('leave')]).toEqual([false, undefined])
    await playUntil(PLAY_MAX_MS - 5_000)
    expect([room.find('.limit').exists(), room.emitted('leave')]).toEqual([true, undefined])
    await playUntil(PLAY_MAX_MS + 5_000)
    expect(room.emitted('leave')).toBeDefined()
    control.remove()
    room.unmount()
  })
})

describe('the lock of a paired screen', () => {
  const ctrl = { ctrlKey: true }
  const ways = (): Record<string, boolean> => ({
    F5: press('F5'),
    F11: press('F11'),
    F12: press('F12'),
    'Ctrl+P': press('p', ctrl),
    'Ctrl++': press('+', ctrl),
    'Ctrl+0': press('0', ctrl),
    'Alt+Left': press('ArrowLeft', { altKey: true }),
    back: press('BrowserBack'),
    drag: passes(new Event('dragstart', { bubbles: true, cancelable: true })),
    select: passes(new Event('selectstart', { bubbles: true, cancelable: true })),
    'back button': passes(new MouseEvent('mouseup', { button: 3, bubbles: true, cancelable: true })),
  })
  const all = (value: boolean) => Object.fromEntries(Object.keys(ways()).map((way) => [way, value]))

  it('holds what leads out, and leaves what a visitor or a keyboard user needs', async () => {
    const { wrapper } = await inside(() => useKioskLock(() => true))
    expect(ways()).toEqual(all(false))
    for (const key of ['Tab', 'Enter', ' ', 'Escape', 'ArrowDown', 'PageDown']) expect(press(key), key).toBe(true)
    expect(passes(new MouseEvent('mouseup', { button: 0, bubbles: true, cancelable: true }))).toBe(true)
    wrapper.unmount()
  })

  it('opens for an officer who knows the keys, and closes again by itself', async () => {
    vi.useFakeTimers()
    const { used, wrapper } = await inside(() => useKioskLock(() => true))
    expect(press('F4', { altKey: true })).toBe(true)
    press('U', { code: 'KeyU', ctrlKey: true, altKey: true, shiftKey: true })
    expect(used.unlocked.value).toBe(true)
    expect(ways()).toEqual(all(true))
    await vi.advanceTimersByTimeAsync(5 * 60_000)
    expect(used.unlocked.value).toBe(false)
    expect(ways()).toEqual(all(false))
    wrapper.unmount()
    vi.useRealTimers()
  })

  it('is not for a screen that shows its pairing code', async () => {
    const paired = ref(false)
    const { wrapper } = await inside(() => useKioskLock(() => paired.value))
    expect(ways()).toEqual(all(true))
    paired.value = true
    await nextTick()
    expect(ways()).toEqual(all(false))
    wrapper.unmount()
  })
})
