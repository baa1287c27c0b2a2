import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Transition } from 'vue'
import type { View } from '#shared/screen/view.ts'

type Kind = View['kind']

describe('the stage of a screen', () => {
  const broken = reactive(new Set<Kind>())
  /** Draws nothing at all, without any error. */
  const blank = ref(false)
  let forgotten = 0
  const wanted = ref<Kind>('attract')
  const playing = ref(false)

  const Drawn = defineComponent({
    props: { kind: { type: String as () => Kind, required: true } },
    setup: (props) => () => {
      if (broken.has(props.kind)) throw new Error(`cannot draw ${props.kind}`)
      return h('section', { 'data-view': props.kind }, props.kind)
    },
  })
  const Stage = defineComponent({
    setup() {
      const kind = computed<Kind>(() => (playing.value ? 'play' : plain.value ? 'attract' : wanted.value))
      const { faults, plain } = useStageFaults({
        view: () => ({ kind: kind.value }) as View,
        endPlay: () => playing.value && !(playing.value = false),
        forget: () => {
          forgotten += 1
        },
      })
      return () =>
        h('main', [
          h(Transition, { key: faults.value, name: 'view', mode: 'out-in' }, () =>
            blank.value ? undefined : h(Drawn, { key: kind.value, kind: kind.value }),
          ),
        ])
    },
  })
  const drawn = () => document.querySelector('main [data-view]')?.textContent

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
    vi.spyOn(console, 'error').mockReturnValue()
    vi.spyOn(Element.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList)
    broken.clear()
    blank.value = false
    forgotten = 0
    wanted.value = 'attract'
    playing.value = false
  })
  afterEach(() => {
    wrapper.unmount()
    vi.useRealTimers()
    vi.restoreAllMocks()
  })
  let wrapper: Awaited<ReturnType<typeof mountSuspended>>
  const mount = async () => {
    wrapper = await mountSuspended(Stage, { attachTo: document.body })
  }
  const settle = () => vi.advanceTimersByTimeAsync(1_000)

  it('ends a play that cannot be drawn, as often as it is begun', async () => {
    await mount()
    broken.add('play')
    for (let times = 0; times < 3; times += 1) {
      playing.value = true
      await settle()
      expect([drawn(), playing.value, forgotten]).toEqual(['attract', false, 0])
    }
    broken.clear()
    playing.value = true
    await settle()
    expect(drawn()).toBe('play')
  })

  it.each(['takeover', 'panel', 'scene'] as const)('shows the attract view for a %s, and tries again', async (kind) => {
    await mount()
    broken.add(kind)
    wanted.value = kind
    await settle()
    expect([drawn(), forgotten]).toEqual(['attract', 0])
    // Still not: the next pause is longer.
    await vi.advanceTimersByTimeAsync(62_000)
    expect(drawn()).toBe('attract')
    broken.clear()
    await vi.advanceTimersByTimeAsync(62_000)
    expect(drawn()).toBe('attract')
    await vi.advanceTimersByTimeAsync(62_000)
    expect([drawn(), forgotten]).toEqual([kind, 0])
  })

  it('drops a state that not even the attract view can show', async () => {
    await mount()
    broken.add('attract')
    wanted.value = 'splash'
    await settle()
    wanted.value = 'attract'
    await settle()
    expect(forgotten).toBeGreaterThan(0)
    expect(forgotten).toBeLessThan(8)
  })

  it('notices that nothing is drawn although nothing was thrown', async () => {
    await mount()
    wanted.value = 'panel'
    await settle()
    blank.value = true
    await vi.advanceTimersByTimeAsync(11_000)
    blank.value = false
    await settle()
    expect(drawn()).toBe('attract')
  })
})
