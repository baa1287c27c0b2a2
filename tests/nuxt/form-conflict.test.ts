import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, type Ref } from 'vue'
import BaseForm from '~/components/base/BaseForm.vue'
import BaseTextField from '~/components/base/BaseTextField.vue'
import ManageDialog from '~/components/member/ManageDialog.vue'
import { type FormState, useForm } from '~/composables/useForm.ts'
import { staleRow } from '#shared/errors.ts'
import type { MemberRow } from '#shared/member/member.ts'
import { until } from '../fixtures/until.ts'
import { freshForms, type Talk } from './form-page.ts'

freshForms()

interface StoredTalk extends Talk {
  revision: number
}

/** A form that edits a stored row; `row` is what its page knows of it. */
async function edit(row: Ref<StoredTalk>, options: { send?: (values: Talk, revision: number) => unknown } = {}) {
  let form!: FormState<Talk>
  const wrapper = await mountSuspended(
    defineComponent({
      setup() {
        form = useForm({
          row: () => row.value,
          values: (stored): Talk => ({ name: stored?.name ?? '', seats: stored?.seats ?? null }),
          labels: { name: '讲座名称', seats: '座位' },
          say: { seats: (seats) => (seats === null ? '' : `${seats} 个`) },
          send: async (values, _id, stored) => options.send?.(values, stored?.revision ?? 0),
          draft: 'talk-1',
        })
        return () =>
          h(BaseForm, { form }, () =>
            h(BaseTextField, {
              label: '讲座名称',
              modelValue: form.values.name,
              'onUpdate:modelValue': (name) => void (form.values.name = name),
            }),
          )
      },
    }),
    { attachTo: document.body },
  )
  return { form, wrapper, name: wrapper.find('input') }
}
const press = (
  wrapper: { findAll: (what: string) => { text: () => string; trigger: (e: string) => unknown }[] },
  text: string,
) =>
  wrapper
    .findAll('button')
    .find((button) => button.text() === text)!
    .trigger('click')

describe('two members at one row', () => {
  /** As the server does it: a stale revision is answered by the stored row. */
  function store(first: StoredTalk) {
    let stored = first
    return {
      save: (values: Talk, revision: number) => {
        if (revision !== stored.revision) throw staleRow(stored)
        stored = { ...values, revision: revision + 1 }
        return stored
      },
      get stored() {
        return stored
      },
    }
  }

  it('see both texts in the words of the form, keep their own, and save upon the other', async () => {
    const table = store({ name: '讲座', seats: 20, revision: 1 })
    const { form, wrapper, name } = await edit(ref({ name: '讲座', seats: 20, revision: 1 }), { send: table.save })
    table.save({ name: '大讲座', seats: 40 }, 1)
    await name.setValue('我的讲座')
    expect(await form.submit()).toBe(false)
    await nextTick()
    const conflict = wrapper.find('.conflict')
    expect(document.activeElement).toBe(conflict.find('h3').element)
    expect(wrapper.find('[role="alert"]').exists()).toBe(false)
    const fields = conflict.findAll('fieldset').map((field) => field.text())
    // What only the other has changed is taken over unasked; what this member has written is proposed.
    expect(fields).toEqual([expect.stringMatching(/讲座名称.*我的讲座.*大讲座/s)])
    expect(
      conflict
        .findAll<HTMLInputElement>('input')
        .filter(({ element }) => element.checked)
        .map(({ element }) => element.value),
    ).toEqual(['mine'])
    expect(form.values.name).toBe('我的讲座')
    await press(wrapper, '就这样保存')
    await expect.poll(() => table.stored).toEqual({ name: '我的讲座', seats: 40, revision: 3 })
    expect(wrapper.find('.conflict').exists()).toBe(false)
    expect(form.dirty).toBe(false)
    // The next edit is based on what was just stored.
    await name.setValue('又改')
    expect(await form.submit()).toBe(true)
    expect(table.stored).toMatchObject({ name: '又改', revision: 4 })
    await expect.poll(() => localStorage.length).toBe(0)
  })

  it('are not asked about fields that only one of them has changed: both are saved', async () => {
    const table = store({ name: '讲座', seats: 20, revision: 1 })
    const { form, wrapper, name } = await edit(ref({ name: '讲座', seats: 20, revision: 1 }), { send: table.save })
    table.save({ name: '讲座', seats: 40 }, 1)
    await name.setValue('我的讲座')
    expect(await form.submit()).toBe(true)
    expect(table.stored).toEqual({ name: '我的讲座', seats: 40, revision: 3 })
    await nextTick()
    expect(wrapper.find('.conflict').exists()).toBe(false)
    expect(form.values).toEqual({ name: '我的讲座', seats: 40 })
    expect(wrapper.find('.notice').text()).toContain('别人也改了“座位”')
    // The next time there is nothing to tell.
    await name.setValue('又改')
    expect(await form.submit()).toBe(true)
    await nextTick()
    expect(wrapper.find('.notice').exists()).toBe(false)
  })

  it('see in words what is no text', async () => {
    const table = store({ name: '讲座', seats: 20, revision: 1 })
    const { form, wrapper } = await edit(ref({ name: '讲座', seats: 20, revision: 1 }), { send: table.save })
    table.save({ name: '讲座', seats: 40 }, 1)
    form.values.seats = 60
    expect(await form.submit()).toBe(false)
    await nextTick()
    expect(wrapper.findAll('.conflict fieldset').map((field) => field.text())).toEqual([
      expect.stringMatching(/座位.*60 个.*40 个/s),
    ])
  })

  it('are not stopped by a row whose revision rose beside the form, as by another picture', async () => {
    const table = store({ name: '讲座', seats: 20, revision: 1 })
    const row = ref({ name: '讲座', seats: 20 as number | null, revision: 1 })
    const { form, wrapper, name } = await edit(row, { send: table.save })
    await name.setValue('我的讲座')
    row.value = table.save({ name: '讲座', seats: 20 }, 1)
    await nextTick()
    expect(wrapper.find('.notice').exists()).toBe(false)
    expect(form.values.name).toBe('我的讲座')
    expect(await form.submit()).toBe(true)
    expect(table.stored).toEqual({ name: '我的讲座', seats: 20, revision: 3 })
  })

  it('are told when others save again and again, and lose nothing', async () => {
    const stored = { name: '讲座', seats: 20, revision: 1 }
    const sent: number[] = []
    const { form, name } = await edit(ref({ ...stored }), {
      send: (_values, revision) => {
        sent.push(revision)
        throw staleRow({ ...stored, revision: revision + 1 })
      },
    })
    await name.setValue('我的讲座')
    expect(await form.submit()).toBe(false)
    expect(sent).toEqual([1, 2, 3, 4])
    expect(form.error?.code).toBe('conflict')
    expect(form.values.name).toBe('我的讲座')
  })

  it('choose field by field, and may look again before they save', async () => {
    const table = store({ name: '讲座', seats: 20, revision: 1 })
    const { form, wrapper, name } = await edit(ref({ name: '讲座', seats: 20, revision: 1 }), { send: table.save })
    table.save({ name: '大讲座', seats: 20 }, 1)
    await name.setValue('我的讲座')
    await form.submit()
    await nextTick()
    await wrapper.find('.conflict input[value="theirs"]').setValue()
    await press(wrapper, '填回表里，再看看')
    expect(form.values).toEqual({ name: '大讲座', seats: 20 })
    expect(form.dirty).toBe(false)
    await expect.poll(() => document.activeElement).toBe(name.element)
  })

  it('are told of each other while they write, and lose nothing', async () => {
    const row = ref({ name: '讲座', seats: null as number | null, revision: 1 })
    const { form, wrapper, name } = await edit(row)
    await name.setValue('我的')
    row.value = { name: '别人的', seats: null, revision: 2 }
    await nextTick()
    expect(form.values.name).toBe('我的')
    expect(wrapper.find('.notice').text()).toContain('别人刚刚改过')
    await press(wrapper, '看看有什么不同')
    expect(wrapper.find('.conflict').text()).toContain('别人的')
  })

  it('see the other at once where nothing was typed, and never an older one', async () => {
    const row = ref({ name: '讲座', seats: null as number | null, revision: 1 })
    const { form } = await edit(row)
    row.value = { name: '别人的', seats: 5, revision: 3 }
    await nextTick()
    expect(form.values).toEqual({ name: '别人的', seats: 5 })
    row.value = { name: '旧的', seats: 5, revision: 2 }
    await nextTick()
    expect(form.values.name).toBe('别人的')
    expect(form.dirty).toBe(false)
  })

  it('have no conflict where both wrote the same', async () => {
    const table = store({ name: '讲座', seats: null, revision: 1 })
    const { form, wrapper, name } = await edit(ref({ name: '讲座', seats: null as number | null, revision: 1 }), {
      send: table.save,
    })
    table.save({ name: '一样', seats: null }, 1)
    await name.setValue('一样')
    await form.submit()
    await nextTick()
    expect(wrapper.find('.conflict').exists()).toBe(false)
    expect(form.dirty).toBe(false)
  })

  it('compare an old draft with what was changed since', async () => {
    const first = await edit(ref({ name: '讲座', seats: 20, revision: 1 }))
    await first.name.setValue('写到一半')
    first.wrapper.unmount()
    // Another field was changed: nothing to choose.
    const other = await edit(ref({ name: '讲座', seats: 50, revision: 2 }))
    expect(other.wrapper.find('.notice').text()).not.toContain('别人改过')
    await press(other.wrapper, '接着填')
    expect(other.form.values).toEqual({ name: '写到一半', seats: 50 })
    expect(other.wrapper.find('.conflict').exists()).toBe(false)
    other.wrapper.unmount()
    // The same field was changed: both are shown.
    const same = await edit(ref({ name: '别人的', seats: 50, revision: 3 }))
    expect(same.wrapper.find('.notice').text()).toContain('别人改过')
    await press(same.wrapper, '接着填')
    expect(same.wrapper.find('.conflict').text()).toMatch(/写到一半.*别人的/s)
    expect(same.form.values.name).toBe('写到一半')
  })
})

describe('a member whom another admin has changed meanwhile', () => {
  const MEMBER: MemberRow = {
    id: '0190b6a0-0000-7000-8000-00000000000c',
    login: 'wang',
    name: '王民警',
    role: 'officer',
    disabled: false,
    lastLoginAt: null,
    createdAt: '2026-11-01T00:00:00Z',
    revision: 1,
  }

  it('is disabled only after both states were seen, with the role that the other has given', async () => {
    const stored: MemberRow = { ...MEMBER, role: 'docent', revision: 2 }
    const received: unknown[] = []
    registerEndpoint(`/api/console/members/${MEMBER.id}`, {
      method: 'PATCH',
      handler: async (event) => {
        const change = await readBody<{ revision: number }>(event)
        received.push(change)
        if (change.revision === stored.revision) return { member: { ...stored, disabled: true, revision: 3 } }
        const stale = staleRow(stored)
        setResponseStatus(event, stale.status)
        return { error: stale.body }
      },
    })
    const wrapper = await mountSuspended(ManageDialog, { props: { member: MEMBER }, attachTo: document.body })
    await press(wrapper, '停用账号')
    await press(wrapper, '确定停用')
    await until(() => wrapper.find('.conflict').exists())
    expect(wrapper.find('.conflict').text()).toMatch(/账号.*停用.*可以登录.*角色.*民警.*讲解员/s)
    expect(wrapper.emitted('close')).toBeUndefined()
    await press(wrapper, '就这样保存')
    await until(() => wrapper.emitted('close'))
    expect(received).toEqual([
      { disabled: true, role: 'officer', revision: 1 },
      { disabled: true, role: 'docent', revision: 2 },
    ])
    wrapper.unmount()
  })
})
