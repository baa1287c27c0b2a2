import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { type H3Event, setResponseStatus } from 'h3'
import { describe, expect, it } from 'vitest'
import { type Component, createSSRApp, defineComponent, h, ref, type Ref } from 'vue'
import BaseDialog from '~/components/base/BaseDialog.vue'
import DayField from '~/components/base/BaseDayField.vue'
import NumberField from '~/components/base/BaseNumberField.vue'
import CountDialog from '~/components/campaign/CountDialog.vue'
import LiveMark from '~/components/campaign/LiveMark.vue'
import InvitationList from '~/components/member/InvitationList.vue'
import LoadError from '~/components/base/BaseLoadError.vue'
import ActionError from '~/components/base/BaseActionError.vue'
import { useHistory } from '~/composables/useHistory'
import { useKeptFetch } from '~/composables/useKeptFetch'
import { useLiveReach } from '~/composables/useLiveReach'
import type { ReachReport } from '#shared/campaign/report.ts'
import type { TouchpointView } from '#shared/campaign/view.ts'
import { AppError, type ErrorCode } from '#shared/errors.ts'
import { UNNAMED_STATION } from '#shared/member/station-names.ts'

/** Answers as the server would. */
function refuse(event: H3Event, code: ErrorCode) {
  const error = new AppError(code)
  setResponseStatus(event, error.status)
  return { error: error.body }
}

/** Runs a composable inside a component. */
async function inside<T>(use: () => T): Promise<T> {
  let used!: T
  await mountSuspended(
    defineComponent({
      setup() {
        used = use()
        return () => h('div')
      },
    }),
  )
  return used
}

describe('what a page has loaded', () => {
  it('stays when fetching it again fails, and the error says so until it works', async () => {
    let answer: (event: H3Event) => unknown = () => ({ count: 1 })
    registerEndpoint('/api/setup', (event) => answer(event))
    const { data, error, refresh } = await inside(() => useKeptFetch('/api/setup', { lazy: true }))
    await expect.poll(() => data.value).toEqual({ count: 1 })
    answer = (event) => refuse(event, 'unauthenticated')
    await refresh()
    expect(error.value?.code).toBe('unauthenticated')
    expect(data.value).toEqual({ count: 1 })
    answer = () => ({ count: 2 })
    await refresh()
    expect(error.value).toBeUndefined()
    expect(data.value).toEqual({ count: 2 })
  })

  it('leads to the log-in when the session has ended, beside what is on the page', async () => {
    const bare = await mountSuspended(LoadError, { props: { error: new AppError('unauthenticated') } })
    expect(bare.text()).toContain('登录已过期')
    expect(bare.find('a').attributes()).toMatchObject({ href: '/console/login?next=%2F' })
    expect(bare.find('a').attributes('target')).toBeUndefined()
    expect(bare.find('button').exists()).toBe(false)
    const kept = await mountSuspended(LoadError, { props: { error: new AppError('unauthenticated'), kept: true } })
    expect(kept.find('a').attributes('target')).toBe('_blank')
    expect(kept.find('button').text()).toBe('再试一次')
    const lost = await mountSuspended(LoadError, {
      props: { error: new AppError('unavailable', '网络不通，请检查后再试。') },
    })
    expect(lost.text()).toContain('没有加载出来')
    expect(lost.find('a').exists()).toBe(false)
    const form = await mountSuspended(ActionError, { props: { error: new AppError('unauthenticated') } })
    expect(form.text()).toContain('登录已过期')
    expect(form.find('a').attributes('target')).toBe('_blank')
    // The log-in page sends on whoever is logged in, and here that is somebody else.
    const other = await mountSuspended(ActionError, { props: { error: new AppError('other_member') } })
    expect(other.text()).toContain('现在登录的是另一位成员')
    expect(other.find('a').attributes()).toMatchObject({ href: '/console/login?anew=1&next=%2F', target: '_blank' })
  })
})

describe('live figures', () => {
  it('tell an ended session from a lost network', async () => {
    registerEndpoint('/api/console/campaigns/c1/reach', (event) => refuse(event, 'unauthenticated'))
    const { problem, refresh } = await inside(() => useLiveReach('c1', ref<ReachReport>()))
    await refresh()
    expect(problem.value?.code).toBe('unauthenticated')
    const at = '2026-11-24T04:03:00.000Z'
    const mark = await mountSuspended(LiveMark, {
      props: { live: false, phase: 'running', problem: problem.value, at },
    })
    expect(mark.text()).toContain('登录已过期，显示的是 12:03 的数据')
    expect(mark.find('a').attributes('href')).toContain('/console/login?next=')
    await mark.setProps({ problem: new AppError('unavailable') })
    expect(mark.text()).toBe('网络不通，显示的是 12:03 的数据')
  })
})

describe('the audit log', () => {
  it('tries the older page again without losing the pages above', async () => {
    let fails = true
    registerEndpoint('/api/console/audit', (event) => {
      const before = new URL(event.node?.req.url ?? event.path, 'http://x').searchParams.get('before')
      if (!before) return { entries: [{ id: '3' }], next: 'a', actors: [] }
      if (before === 'a') return { entries: [{ id: '2' }], next: 'b' }
      if (fails) return refuse(event, 'internal')
      return { entries: [{ id: '1' }], next: null }
    })
    let log!: Awaited<ReturnType<typeof useHistory>>
    await mountSuspended(
      defineComponent({
        async setup() {
          log = await useHistory()
          return () => h('div')
        },
      }),
    )
    const ids = () => log.entries.value.map((entry) => entry.id)
    await log.loadMore()
    await log.loadMore()
    expect(log.moreError.value?.code).toBe('internal')
    expect(log.error.value).toBeUndefined()
    expect(ids()).toEqual(['3', '2'])
    fails = false
    await log.loadMore()
    expect(log.moreError.value).toBeUndefined()
    expect(ids()).toEqual(['3', '2', '1'])
  })
})

describe('an invitation', () => {
  it('is revoked by a second press only', async () => {
    let revoked = 0
    registerEndpoint('/api/console/invitations/i1', { method: 'DELETE', handler: () => ({ revoked: (revoked += 1) }) })
    const invitation = {
      id: 'i1',
      name: '李师傅',
      role: 'volunteer',
      state: 'open',
      createdBy: '王警官',
      createdAt: '2026-11-24T00:00:00Z',
      expiresAt: '2026-12-01T00:00:00Z',
    } as const
    const list = await mountSuspended(InvitationList, { props: { invitations: [invitation] } })
    await list.find('button').trigger('click')
    expect(list.text()).toContain('立即失效')
    expect(revoked).toBe(0)
    await list
      .findAll('button')
      .find((button) => button.text() === '取消')!
      .trigger('click')
    expect(list.find('[role="alert"]').exists()).toBe(false)
    await list.find('button').trigger('click')
    await list
      .findAll('button')
      .find((button) => button.text() === '确定撤回')!
      .trigger('click')
    await expect.poll(() => list.emitted('changed')).toHaveLength(1)
    expect(revoked).toBe(1)
  })
})

describe('a dialog', () => {
  async function shown(props: { stays?: boolean } = {}) {
    const open: Ref<boolean> = ref(true)
    const wrapper = await mountSuspended(
      defineComponent(
        () => () =>
          h(
            BaseDialog,
            {
              title: '编辑活动',
              open: open.value,
              'onUpdate:open': (value: boolean) => {
                open.value = value
              },
              ...props,
            },
            () => h('input'),
          ),
      ),
    )
    const dialog = wrapper.find('dialog')
    await expect.poll(() => dialog.element.open).toBe(true)
    return { open, wrapper, dialog }
  }

  it('closes by a press that begins and ends beside it', async () => {
    const { open, dialog } = await shown()
    await dialog.find('input').trigger('pointerdown')
    await dialog.trigger('click')
    expect(open.value, 'a selection drawn out of a field').toBe(true)
    await dialog.trigger('pointerdown')
    await dialog.trigger('click')
    expect(open.value).toBe(false)
  })

  it('stays where something is typed', async () => {
    const { open, dialog } = await shown({ stays: true })
    await dialog.trigger('pointerdown')
    await dialog.trigger('click')
    expect(open.value).toBe(true)
    await dialog.find('button[aria-label="关闭"]').trigger('click')
    expect(open.value).toBe(false)
  })
})

describe('fields of a form that has not come alive', () => {
  it.each([
    ['a number', NumberField, 'type="number" inputmode="numeric" min="1" step="1" value=""', '1200', 1200],
    ['a day', DayField, 'type="date"', '2026-12-01', '2026-12-01'],
  ] as const)('keep %s', async (_, field, attributes, typed, wanted) => {
    const value: Ref<unknown> = ref(typeof wanted === 'number' ? null : '2026-11-24')
    const live = createSSRApp(
      defineComponent(
        () => () =>
          h(field as Component, {
            label: '目标',
            modelValue: value.value,
            'onUpdate:modelValue': (now: unknown) => {
              value.value = now
            },
          }),
      ),
    )
    live.config.idPrefix = 'early'
    // The HTML that the server sent, with text typed into it before hydration.
    const page = document.createElement('div')
    page.innerHTML =
      '<div class="field"><label for="early-0">目标<!--v-if--></label><!--v-if--><!--[-->' +
      `<input id="early-0" ${attributes} required><!--]--><!--v-if--><!--v-if--></div>`
    page.querySelector('input')!.value = typed
    const nuxt = useNuxtApp()
    nuxt.isHydrating = true
    try {
      nuxt.runWithContext(() => live.mount(page))
    } finally {
      nuxt.isHydrating = false
    }
    expect(value.value).toBe(wanted)
    live.unmount()
  })
})

describe('counting contacts', () => {
  it('lists first what this member has counted for, the last one at the top, and the others by name', async () => {
    const touchpoint = (id: string): TouchpointView => ({
      id,
      kind: 'leaflet',
      name: `第${id}批`,
      place: '',
      grid: '',
      plannedCount: null,
      revision: 1,
      archivedAt: null,
      code: id,
    })
    const wrapper = await mountSuspended(CountDialog, {
      props: {
        detail: {
          today: '2026-11-24',
          origin: 'http://x',
          station: UNNAMED_STATION,
          campaign: {
            id: 'c1',
            title: '活动',
            slogan: '',
            startsOn: '2026-11-01',
            endsOn: '2026-11-30',
            status: 'open',
            goalContacts: null,
            goalCompletions: null,
            population: null,
            revision: 1,
            closedAt: null,
            resaltedAt: null,
          },
          touchpoints: ['1', '2', '3', '4'].map(touchpoint),
          counted: ['4', '2'],
        },
        today: '2026-11-24',
      },
      attachTo: document.body,
    })
    expect(wrapper.findAll('li b').map((each) => each.text())).toEqual(['第4批', '第2批', '第1批', '第3批'])
    wrapper.unmount()
  })
})
