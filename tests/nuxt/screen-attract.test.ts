import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { UNNAMED_STATION } from '#shared/member/station-names.ts'
import type { OpenItem } from '#shared/content/item.ts'
import type { PanelCard } from '#shared/content/panel-card.ts'
import type { ScenarioPage } from '#shared/content/scenario-card.ts'
import type { AttractScene } from '#shared/screen/attract.ts'
import type { ScreenContent } from '#shared/screen/content.ts'
import { PHASE_S } from '#shared/screen/game.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import type { Verdict } from '#shared/screen/verdicts.ts'
import AttractView from '~/components/screen/AttractView.vue'
import { useScreenSound } from '~/composables/useScreenSound'
import { readScenarios } from '../fixtures/play.ts'

const EXPLANATION = '补贴直接打进社保卡，不用点链接去领。'
let round = 0
const itemOf = (n: number): OpenItem => ({
  id: `item-${round}-${n}`,
  type: 'judge',
  channel: 'sms',
  sender: { name: '106****2286', avatar: '社' },
  messages: [{ from: 'them', text: `第 ${n} 条短信，今天24点前登记银行卡。` }],
})
const verdictOf = (id: string): Verdict => ({
  id,
  truth: 'scam',
  flags: [{ in: 0, quote: '今天24点前', sign: '催您快点', why: '一催就慌，真的补贴不会半夜作废。' }],
  explanation: EXPLANATION,
  rule: '一催就停手。',
  scamType: 'fake-service-sms',
})
const panel = {
  id: 'sms',
  title: '先别点',
  message: '短信里的链接，先别点。',
  tone: 'danger',
  to: '/scams/fake-service-sms',
}
const contentOf = (panels: object[] = []): ScreenContent => ({
  version: 'v1',
  samples: Array.from({ length: 40 }, (_, n) => ({ ...itemOf(n), until: Infinity })),
  panels: panels.map((each) => ({
    ...({ kicker: '短信', picture: '/scams/a.svg', pictureAlt: '', sources: [], reviewer: 'pending' } as object),
    ...(each as PanelCard),
    until: Infinity,
  })),
})
const state: ScreenState = {
  revision: 1,
  at: 1,
  screen: { id: 'one', name: '入口大屏', zone: '' },
  station: { ...UNNAMED_STATION, name: '警务室' },
  campaign: { id: 'c', title: '秋季活动', slogan: '', code: 'ABCDEFG', path: '/s/ABCDEFG' },
  publicOrigin: 'http://10.0.0.2',
  counters: { completions: 0, completionsToday: 0, starts: 0 },
  content: 'v1',
  show: { kind: 'attract', sampleMs: 1e13 },
}
const callStory = {
  card: { id: 'call', title: '加密笔录', summary: '', picture: '' },
  scenario: readScenarios().find(({ id }) => id === 'fake-authority'),
} as ScenarioPage

async function mount(over: Record<string, unknown> = {}, scene: AttractScene = { kind: 'message', item: itemOf(0) }) {
  const verdictOn = vi.fn<(id: string) => Promise<Verdict | undefined>>((id) => Promise.resolve(verdictOf(id)))
  const props = {
    state,
    scene,
    content: contentOf(),
    scenarios: [],
    warned: false,
    verdictOn,
    origin: '',
    alliance: '',
  }
  const view = await mountSuspended(AttractView, {
    attachTo: document.body,
    props: { ...props, ...over },
    global: { stubs: { transition: true } },
  })
  const press = async (name: string) => {
    const button = view.findAll('button').find((each) => each.text().includes(name))
    if (!button) throw new Error(`no ${name} in ${view.text()}`)
    await button.trigger('click')
    await nextTick()
    await nextTick()
  }
  return { view, verdictOn, press }
}

beforeEach(() => {
  round += 1
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval', 'clearTimeout'] })
})
afterEach(() => void vi.useRealTimers())

describe('a message on the attract view', () => {
  it('shows nothing of its verdict before the press, and all of it after', async () => {
    const { view, verdictOn, press } = await mount()
    expect(view.html()).not.toMatch(/data-truth|催您|社保卡|mark>|class="[^"]*seal/)
    expect(verdictOn).not.toHaveBeenCalled()
    await press('骗局')
    expect(view.emitted('play')).toHaveLength(1)
    expect(view.find('.seal').text()).toBe('骗局')
    expect(view.find('mark').text()).toBe('今天24点前')
    for (const text of ['您看出来了！', EXPLANATION, '催您快点', '一催就停手。']) expect(view.text()).toContain(text)
    view.unmount()
  })

  it('takes the first press alone, and shows at once that it was taken', async () => {
    let tell = (_verdict: Verdict) => {}
    const verdictOn = vi.fn<(id: string) => Promise<Verdict>>(() => new Promise((done) => (tell = done)))
    const { view, press } = await mount({ verdictOn })
    await press('真的')
    expect(view.get('.genuine').attributes('aria-pressed')).toBe('true')
    await press('骗局')
    await press('真的')
    expect(verdictOn).toHaveBeenCalledOnce()
    tell(verdictOf(itemOf(0).id))
    await nextTick()
    await nextTick()
    expect(view.text()).toContain('这条其实是骗局。')
    view.unmount()
  })

  it('goes on to the panel, to other messages, and to the praise with two figures', async () => {
    const { view, press } = await mount({ content: contentOf([panel]) })
    const seen = new Set<string>()
    for (let n = 0; n < 5; n += 1) {
      seen.add(view.get('[data-item]').attributes('data-item') ?? '')
      await press(n === 1 ? '真的' : '骗局')
      await press('接着看')
      // Once for a visitor.
      expect(view.text().includes('先别点')).toBe(n === 0)
      if (n === 0) await press('下一条')
    }
    expect(seen.size).toBe(5)
    expect(view.text()).toContain('5 条，对了 4 条！')
    expect(view.text()).toMatch(/骗局识破\s*4 \/ 5/)
    expect(view.find('svg.qr').exists()).toBe(true)
    await press('不玩了')
    expect(view.emitted('leave')).toHaveLength(1)
    // What was judged here is not asked again.
    expect(view.find('[data-item]').exists()).toBe(false)
    expect(view.text()).toContain('看穿了 4 条')
    view.unmount()
  })

  it('says so when there is no verdict, counts nothing, and goes on', async () => {
    const { view, press } = await mount({ verdictOn: () => Promise.resolve(undefined) })
    await press('骗局')
    expect(view.text()).toContain('还没有取到')
    expect(view.find('.seal').exists()).toBe(false)
    await press('接着看')
    expect(view.text()).toContain('第 1 条')
    view.unmount()
  })

  it('takes the visitor for gone when nobody touches it, says so before, and keeps nothing', async () => {
    const { view, press } = await mount()
    await press('骗局')
    await vi.advanceTimersByTimeAsync(PHASE_S.verdict * 1_000)
    expect(view.text()).toContain('第 2 条')
    await vi.advanceTimersByTimeAsync((PHASE_S.ask - 5) * 1_000)
    expect(view.text()).toContain('还在吗？')
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(view.emitted('leave')).toBeUndefined()
    await vi.advanceTimersByTimeAsync(PHASE_S.ask * 1_000)
    expect(view.emitted('leave')).toHaveLength(1)
    expect(view.text()).not.toContain('第 2 条')
    view.unmount()
  })

  it('ends for a warning that waits, and ends the play when it is taken off', async () => {
    const onLeave = vi.fn<() => void>()
    const { view, press } = await mount({ warned: true, content: contentOf([panel]), onLeave })
    await press('骗局')
    await press('接着看')
    expect(view.text()).toContain('1 条全对！')
    view.unmount()
    expect(onLeave).toHaveBeenCalledOnce()
  })
})

describe('a ringing call', () => {
  it('can be silenced and hung up, and leads into its story', async () => {
    const { view, press } = await mount({ scenarios: [callStory] }, { kind: 'call', turn: 0 })
    expect(view.text()).toContain('0571-****8110')
    await press('静音')
    expect(view.get('.phone').classes()).toContain('muted')
    await press('挂断')
    expect(view.text()).toContain('挂得好！')
    expect(view.get('.phone').classes()).not.toContain('ringing')
    await press('接起来演一回')
    expect(view.emitted('story')).toEqual([[callStory]])
    view.unmount()
  })
})

describe('the sound of a screen', () => {
  const made: number[] = []
  const node = () => ({ connect: () => {}, start: () => {}, stop: () => {}, frequency: {}, buffer: null })
  const ramp = (to: number) => void made.push(to)
  class Context {
    state = 'running'
    currentTime = 0
    sampleRate = 100
    destination = {}
    createGain = () => ({ ...node(), gain: { setValueAtTime: ramp, exponentialRampToValueAtTime: ramp } })
    createOscillator = node
    createBufferSource = node
    createBuffer = () => ({ getChannelData: () => new Float32Array(4) })
  }
  afterEach(() => void vi.unstubAllGlobals())

  it('is none unless its volume was raised, and never louder than that', async () => {
    vi.stubGlobal('AudioContext', Context)
    const held: ReturnType<typeof useScreenSound>[] = []
    const Box = defineComponent({
      setup() {
        held.push(useScreenSound())
        return () => h('p')
      },
    })
    const wrapper = await mountSuspended(Box)
    const [sound] = held
    const all = () => {
      sound?.tick()
      sound?.stamp()
      sound?.applaud()
      sound?.ring()
      vi.advanceTimersByTime(20_000)
    }
    all()
    expect(made).toEqual([])
    if (sound) sound.volume.value = 0.25
    all()
    expect(made.length).toBeGreaterThan(100)
    expect(Math.max(...made)).toBeLessThanOrEqual(0.25)
    sound?.hush()
    made.length = 0
    vi.advanceTimersByTime(20_000)
    expect(made).toEqual([])
    if (sound) sound.volume.value = 0
    wrapper.unmount()
  })
})
