/** A small form, its server, and helpers to fill it in. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { afterEach, beforeEach, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import BaseForm from '~/components/base/BaseForm.vue'
import BaseNumberField from '~/components/base/BaseNumberField.vue'
import BaseTextField from '~/components/base/BaseTextField.vue'
import { type FormState, useForm } from '~/composables/useForm.ts'
import { AppError } from '#shared/errors.ts'

export interface Talk {
  name: string
  seats: number | null
}
interface Sent extends Talk {
  id: string
}

/** What the server received, and its answer. */
export const received: Sent[] = []
let answer: () => unknown | Promise<unknown>
/** Sets what the server answers; an AppError becomes its HTTP form. */
export const answerWith = (next: typeof answer) => {
  answer = next
}
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

export async function open(
  options: { draft?: string | false; secret?: 'name'[]; outside?: boolean; closes?: boolean; oneId?: boolean } = {},
) {
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
          draft: false,
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

/** In the file of each test that uses it. */
export function freshForms(): void {
  beforeEach(() => {
    received.length = 0
    localStorage.clear()
    answer = () => ({ ok: true })
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    localStorage.clear()
  })
}
