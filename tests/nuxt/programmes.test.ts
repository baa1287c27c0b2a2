import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody } from 'h3'
import { afterEach, describe, expect, it } from 'vitest'
import { computed, nextTick, ref } from 'vue'
import SceneList from '~/components/programme/SceneList.vue'
import SlotDialog from '~/components/programme/SlotDialog.vue'
import WeekPicture from '~/components/programme/WeekPicture.vue'
import SceneView from '~/components/screen/SceneView.vue'
import { useProgrammeEditor } from '~/composables/useProgrammeEditor'
import { useScreenProgrammes } from '~/composables/useScreenProgrammes'
import type { Programme, Scene, SceneContent } from '#shared/programme/scene.ts'
import type { ProgrammeDetail, SceneChoices, SlotBoard, SlotView } from '#shared/programme/view.ts'
import type { ScreenContent } from '#shared/screen/content.ts'
import type { Show } from '#shared/screen/show.ts'
import { noticeOf, sceneOf, slotOf } from '../fixtures/programme.ts'
import { picturesOf } from '../fixtures/screen-states.ts'
import { inside } from './card-page.ts'

const ID = '01993e2a-1234-7222-8333-123456789abc'
const CHOICES: SceneChoices = {
  scams: [{ id: 'courier', title: '冒充客服' }],
  scenarios: [{ id: 'courier', title: '快递退款' }],
  panels: [{ id: 'one', title: '第一块' }],
  media: [],
}
const detailOf = (scenes: Scene[]): ProgrammeDetail => ({
  id: ID,
  title: '平日',
  scenes,
  revision: 1,
  publishedVersion: null,
  changed: true,
  archived: false,
  groups: [],
})
afterEach(() => localStorage.clear())

describe('the draft of a programme', () => {
  const [a, b, c] = [noticeOf('甲'), noticeOf('乙'), noticeOf('丙')]
  const open = () => inside(() => useProgrammeEditor(() => detailOf([a, b, c])))
  const order = (scenes: readonly Scene[]) => scenes.map(({ id }) => [a, b, c].findIndex((each) => each.id === id))

  it('is put in order, and each step can be undone and done again', async () => {
    const { used, leave } = await open()
    const { values } = used
    const step = async (change: () => void) => {
      change()
      await nextTick()
    }
    await step(() => used.move(c.id, 0))
    expect(order(values.scenes)).toEqual([2, 0, 1])
    await step(() => used.remove(a.id))
    await step(() => void used.copy(b))
    expect(order(values.scenes)).toEqual([2, 1, -1])
    await step(used.undo)
    await step(used.undo)
    expect(order(values.scenes)).toEqual([2, 0, 1])
    await step(used.redo)
    expect(order(values.scenes)).toEqual([2, 1])
    await step(used.undo)
    await step(used.undo)
    expect(order(values.scenes)).toEqual([0, 1, 2])
    expect(used.canUndo.value).toBe(false)
    expect(used.state.dirty).toBe(false)
    // What is done after an undo takes the place of what was undone.
    await step(() => used.move(a.id, 2))
    expect(used.canRedo.value).toBe(false)
    leave()
  })

  it('shows the messages of the server beside their scene, and sends what was changed', async () => {
    let sent: { scenes: Scene[] } | undefined
    registerEndpoint(`/api/console/programmes/${ID}`, {
      method: 'PUT',
      handler: async (event) => {
        sent = await readBody(event)
        event.node.res.statusCode = 400
        return {
          error: {
            code: 'bad_input',
            message: '有的场景放不了',
            fields: { 'scenes.1.content.scenario': '第 2 个场景（情景）：情景已经撤下。' },
          },
        }
      },
    })
    const { used, leave } = await inside(() => useProgrammeEditor(() => detailOf([a])))
    used.add({ kind: 'scenario', scenario: 'courier' }, 60)
    await nextTick()
    expect(await used.state.submit()).toBe(false)
    expect(sent?.scenes.map(({ content }) => content.kind)).toEqual(['notice', 'scenario'])
    const list = await mountSuspended(SceneList, {
      props: { editor: used, choices: CHOICES, chosen: undefined },
    })
    const rows = list.findAll('ol > li')
    expect(rows.map((row) => row.text().includes('已经撤下'))).toEqual([false, true])
    expect(rows[1]?.text()).toContain('快递退款')
    // In reach of the keyboard, and of who cannot drag.
    await list.get('[aria-label="第 2 个场景往前"]').trigger('click')
    expect(used.values.scenes.map(({ content }) => content.kind)).toEqual(['scenario', 'notice'])
    leave()
  })
})

describe('when a programme runs', () => {
  const slot = (over: Partial<SlotView>): SlotView => ({
    ...slotOf({ programmeId: 'p', weekdays: [1], startsAt: '09:00', endsAt: '12:00' }),
    groupId: 'g',
    programmeTitle: '上午场',
    revision: 1,
    ...over,
  })
  const board = (slots: SlotView[]): SlotBoard => ({
    today: '2026-11-30',
    groups: [{ id: 'g', name: '大厅' }],
    programmes: [{ id: 'p', title: '上午场' }],
    slots,
    special: { '2026-12-01': false },
    specialUntil: '2026-12-31',
  })

  it('is a picture of the week, with days off, and with what meets', async () => {
    const week = await mountSuspended(WeekPicture, {
      props: {
        slots: [slot({}), slot({ startsAt: '11:00', endsAt: '02:00' })],
        special: { '2026-12-01': false },
        monday: '2026-11-30',
        today: '2026-11-30',
      },
    })
    const days = week.findAll('.day')
    expect(days.map((day) => day.findAll('button').length)).toEqual([2, 1, 0, 0, 0, 0, 0])
    expect(days.map((day) => day.findAll('.clash').length)).toEqual([1, 0, 0, 0, 0, 0, 0])
    expect(days[1]?.text()).toContain('休')
  })

  it('tells of a clash before it is saved', async () => {
    const dialog = await mountSuspended(SlotDialog, { props: { board: board([slot({})]), groupId: 'g' } })
    const text = () => document.body.textContent + dialog.text()
    expect(text()).toContain('撞在一起')
    expect(text()).toContain('2026年11月30日 09:00')
    await dialog.get('input[type=time]').setValue('12:00')
    expect(text()).not.toContain('撞在一起')
    dialog.unmount()
  })
})

describe('a scene on a screen', () => {
  const state = picturesOf(true)[0]!.state
  /** Nothing is published yet. */
  const early = picturesOf(false)[0]!.state
  const content = {
    version: 'v1',
    samples: [],
    panels: [
      {
        id: 'one',
        title: '第一块',
        message: '先核实。',
        sources: [],
        to: '/scams',
        reviewed: '2026-11-24',
        until: Infinity,
      },
    ],
    scams: [{ id: 'romance', title: '网络婚恋', rule: '没见面别谈钱。', flags: [], until: Infinity }],
  } as unknown as ScreenContent
  const show = (scene: SceneContent, of = state) =>
    mountSuspended(SceneView, {
      props: {
        turn: {
          programme: { id: 'p', version: 1, title: '', scenes: [] },
          scene: sceneOf(scene),
          from: 0,
          until: 1e13,
        },
        state: of,
        content,
        scenarios: [],
        origin: 'http://10.0.0.2',
      },
    })

  it.each<[string, SceneContent, string]>([
    ['a notice', { kind: 'notice', title: '周六有集市', text: '广场见' }, '广场见'],
    ['panels', { kind: 'panels', panels: [], panelSeconds: 10 }, '第一块'],
    ['scams', { kind: 'scams', scams: [] }, '没见面别谈钱'],
    ['a livestream', { kind: 'livestream', title: '直播间', text: '周五', url: 'https://live.example/1' }, '直播间'],
    ['figures', { kind: 'reach' }, '做完问答'],
    ['two halves', { kind: 'split', parts: [{ kind: 'reach' }, { kind: 'scams', scams: [] }] }, '没见面别谈钱'],
    // What is gone, and what this page does not know, is the attract view: never an empty wall.
    ['a panel that is gone', { kind: 'panels', panels: ['gone'], panelSeconds: 10 }, '活动'],
    ['a scenario that is gone', { kind: 'scenario', scenario: 'gone' }, '活动'],
    ['an unknown kind', { kind: 'hologram' } as unknown as SceneContent, '活动'],
  ])('shows %s', async (_what, scene, text) => expect((await show(scene)).text()).toContain(text))

  it('calls nothing zero that is not published', async () => {
    expect((await show({ kind: 'reach' }, early)).find('dl').exists()).toBe(false)
  })

  it('opens a scam that is pressed', async () => {
    const view = await show({ kind: 'scams', scams: [] })
    await view.get('li button').trigger('click')
    expect(view.emitted('browse')?.[0]).toMatchObject(['romance', [{ id: 'romance' }]])
  })
})

describe('the programmes that a screen plays', () => {
  const programme = (version: number): Programme => ({ id: 'p', version, title: '', scenes: [noticeOf(`${version}`)] })
  const showOf = (...programmes: Programme[]): Show => ({
    kind: 'programme',
    slots: [slotOf({ programmeId: 'p' })],
    programmes,
    special: {},
    beneath: { kind: 'attract', sampleMs: 1 },
  })

  it('change only when all of the new one is there, also over a reload', async () => {
    const show = ref<Show>(showOf(programme(1)))
    const complete = ref(true)
    const open = () =>
      inside(
        () =>
          useScreenProgrammes(
            () => show.value,
            () => complete.value,
          ).programmes,
      )
    const first = await open()
    const versions = computed(() => first.used.value.map(({ version }) => version))
    expect(versions.value).toEqual([1])
    complete.value = false
    show.value = showOf(programme(2))
    await nextTick()
    expect(versions.value).toEqual([1])
    first.leave()
    const second = await open()
    expect(second.used.value.map(({ version }) => version)).toEqual([1])
    complete.value = true
    await nextTick()
    expect(second.used.value.map(({ version }) => version)).toEqual([2])
    // Once it is held, it goes on, whatever is lost.
    complete.value = false
    await nextTick()
    expect(second.used.value.map(({ version }) => version)).toEqual([2])
    show.value = { kind: 'attract', sampleMs: 1 }
    await nextTick()
    expect(second.used.value).toEqual([])
    second.leave()
  })
})
