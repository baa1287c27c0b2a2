import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import BaseForm from '~/components/base/BaseForm.vue'
import BaseNumberField from '~/components/base/BaseNumberField.vue'
import BaseTextField from '~/components/base/BaseTextField.vue'
import { type FormState, useForm } from '~/composables/useForm.ts'
import { AppError } from '#shared/errors.ts'

interface Talk {
  name: string
  seats: number | null
}
interface Sent extends Talk {
  id: string
}

/** What the server received, and its answer. */
const received: Sent[] = []
let answer: () => unknown | Promise<unknown>
registerEndpoint('/api/test/talks', {
  method: 'POST',
  handler: async (event) => {
    received.push(await readBody<Sent>(event))
    const said = await answer()
    if (!(said instanceof AppError)) return said
    setResponseStatus(event, said.status)
    return { error: said.body }
  },
})

async function open(options: { draft?: string; guarded?: boolean; outside?: boolean; closes?: boolean } = {}) {
  let form!: FormState<Talk>
  const done: unknown[] = []
  const wrapper = await mountSuspended(
    defineComponent({
      setup() {
        form = useForm({
          values: (): Talk => ({ name: '', seats: null }),
          send: (values, id) => $fetch<{ ok: true }>('/api/test/talks', { method: 'POST', body: { ...values, id } }),
          done: (said) => {
            done.push(said)
            if (options.closes) wrapper.unmount()
          },
          ...options,
        })
        const set = (part: Partial<Talk>) => void Object.assign(form.values, part)
        return () =>
          h(BaseForm, { form, outside: options.outside }, () => [
            h(BaseTextField, {
              label: '名称',
              modelValue: form.values.name,
              'onUpdate:modelValue': (name) => set({ name }),
              error: form.fields.name,
            }),
            h(BaseNumberField, {
              label: '座位',
              modelValue: form.values.seats,
              'onUpdate:modelValue': (seats) => set({ seats }),
              error: form.fields.seats,
            }),
          ])
      },
    }),
    { attachTo: document.body },
  )
  const [name, seats] = wrapper.findAll('input')
  return { form, wrapper, done, name: name!, seats: seats!, send: () => wrapper.find('form').trigger('submit') }
}

beforeEach(() => {
  received.length = 0
  sessionStorage.clear()
  answer = () => ({ ok: true })
})
afterEach(() => {
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

describe('a form', () => {
  it('sends what is typed, once for a double press, and is clean afterwards', async () => {
    const { form, name, send, done } = await open()
    expect(form.dirty).toBe(false)
    await name.setValue('讲座')
    expect(form.dirty).toBe(true)
    await Promise.all([send(), send()])
    await expect.poll(() => done).toEqual([{ ok: true }])
    expect(received.map(({ name: sent }) => sent)).toEqual(['讲座'])
    expect(form.dirty).toBe(false)
    expect(form.busy).toBe(false)
  })

  it('shows what the server finds wrong at its field, and leads to the first', async () => {
    answer = () => new AppError('bad_input', undefined, { seats: '请填整数' })
    const { form, wrapper, name, seats, send } = await open()
    await name.setValue('讲座')
    name.element.focus()
    await send()
    await expect.poll(() => document.activeElement).toBe(seats.element)
    expect(seats.attributes('aria-invalid')).toBe('true')
    expect(name.attributes('aria-invalid')).toBeUndefined()
    expect(wrapper.findAll('[role="alert"]').map((alert) => alert.text())).toEqual(['请填整数'])
    expect(form.dirty).toBe(true)
    expect(form.values).toEqual({ name: '讲座', seats: null })
  })

  it('tells above the fields what belongs to none of them', async () => {
    answer = () => new AppError('bad_input', undefined, { name: '请填写名称', body: '正文太长' })
    const { wrapper, send } = await open()
    await send()
    await expect.poll(() => wrapper.find('.notice').exists()).toBe(true)
    expect(wrapper.find('.notice').text()).toContain('正文太长')
    expect(wrapper.find('.notice').text()).not.toContain('请填写名称')
  })

  it('says what is wrong as a whole beside the fields, unless one of them says it already', async () => {
    answer = () => new AppError('bad_input', '名称和别人的一样', { name: '请换一个' })
    const { wrapper, send } = await open()
    await send()
    await expect.poll(() => wrapper.find('.notice').exists() && wrapper.find('.notice').text()).toBe('名称和别人的一样')
    answer = () => new AppError('bad_input', '请换一个。', { name: '请换一个' })
    await send()
    await expect.poll(() => wrapper.find('.notice').exists()).toBe(false)
  })

  it('leads to the log-in where the session has ended, but not before there is one', async () => {
    answer = () => new AppError('unauthenticated', '账号或密码不对。')
    const office = await open()
    await office.send()
    await expect.poll(() => office.wrapper.text()).toContain('登录已过期')
    const outside = await open({ outside: true })
    await outside.send()
    await expect.poll(() => outside.wrapper.text()).toContain('账号或密码不对。')
    expect(outside.wrapper.find('a').exists()).toBe(false)
  })

  it('is the same thing when it is sent again, and another once it was changed or stored', async () => {
    const { form, name } = await open()
    const ids = () => received.map(({ id }) => id)
    answer = () => new AppError('unavailable')
    await name.setValue('讲座')
    expect(await form.submit()).toBe(false)
    expect(await form.submit()).toBe(false)
    expect(ids()[1]).toBe(ids()[0])
    await name.setValue('大讲座')
    await form.submit()
    expect(ids()[2]).not.toBe(ids()[0])
    answer = () => ({ ok: true })
    expect(await form.submit()).toBe(true)
    expect(ids()[3]).toBe(ids()[2])
    await form.submit()
    expect(ids()[4]).not.toBe(ids()[3])
  })

  it('keeps as unsaved what is typed while it is on its way', async () => {
    const { form, name } = await open()
    await name.setValue('讲')
    let arrive = () => {}
    answer = () =>
      new Promise((resolve) => {
        arrive = () => resolve({ ok: true })
      })
    const sending = form.submit()
    await expect.poll(() => received).toHaveLength(1)
    await name.setValue('讲座')
    arrive()
    expect(await sending).toBe(true)
    expect(form.values.name).toBe('讲座')
    expect(form.dirty).toBe(true)
  })
})

describe('a draft', () => {
  it('outlives a reload, says so, and is forgotten once it is stored', async () => {
    const first = await open({ draft: 'talk' })
    expect(first.form.restored).toBe(false)
    await first.name.setValue('写到一半')
    first.wrapper.unmount()
    const second = await open({ draft: 'talk' })
    expect(second.form.values.name).toBe('写到一半')
    expect(second.wrapper.text()).toContain('已找回')
    expect(await second.form.submit()).toBe(true)
    await expect.poll(() => sessionStorage.length).toBe(0)
    second.wrapper.unmount()
    expect((await open({ draft: 'talk' })).form.values.name).toBe('')
  })

  it('is forgotten too where the dialog closes as soon as it is stored', async () => {
    const dialog = await open({ draft: 'talk', closes: true })
    await dialog.name.setValue('写好了')
    expect(sessionStorage.length).toBe(1)
    expect(await dialog.form.submit()).toBe(true)
    expect(sessionStorage.length).toBe(0)
  })

  it('is thrown away by a press', async () => {
    const first = await open({ draft: 'talk' })
    await first.name.setValue('写到一半')
    first.wrapper.unmount()
    const second = await open({ draft: 'talk' })
    await second.wrapper.find('.notice button').trigger('click')
    expect(second.form.values.name).toBe('')
    expect(second.wrapper.text()).not.toContain('已找回')
    await expect.poll(() => sessionStorage.length).toBe(0)
  })

  it('is kept through a failed sending', async () => {
    answer = () => new AppError('unavailable')
    const { form, name, wrapper } = await open({ draft: 'talk' })
    await name.setValue('写好了')
    expect(await form.submit()).toBe(false)
    wrapper.unmount()
    expect((await open({ draft: 'talk' })).form.values.name).toBe('写好了')
  })

  it('is not taken for one where something else lies under its name', async () => {
    sessionStorage.setItem('draft-undefined-talk', '{"title":"x"}')
    const { form } = await open({ draft: 'talk' })
    expect(form.values).toEqual({ name: '', seats: null })
    expect(form.restored).toBe(false)
  })
})

describe('leaving the page', () => {
  const unload = () => {
    const event = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(event)
    return event.defaultPrevented
  }

  it('asks while something is typed and not stored', async () => {
    const asked = vi.fn<(question: string) => boolean>(() => false)
    vi.stubGlobal('confirm', asked)
    const router = useRouter()
    const { form, name, wrapper } = await open({ guarded: true })
    const path = () => router.currentRoute.value.path
    expect(unload()).toBe(false)
    await name.setValue('讲座')
    expect(unload()).toBe(true)
    await router.push('/numbers')
    expect(asked).toHaveBeenCalledOnce()
    expect(asked.mock.calls[0]![0]).toContain('还没有保存')
    expect(path()).toBe('/')
    asked.mockImplementation(() => true)
    await router.push('/numbers')
    expect(path()).toBe('/numbers')
    expect(await form.submit()).toBe(true)
    await nextTick()
    expect(unload()).toBe(false)
    await router.push('/help')
    expect(asked).toHaveBeenCalledTimes(2)
    await name.setValue('又一场')
    wrapper.unmount()
    expect(unload()).toBe(false)
    await router.push('/numbers')
    expect(asked).toHaveBeenCalledTimes(2)
  })
})
