import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import BaseDialog from '~/components/base/BaseDialog.vue'
import { useDialog } from '~/composables/useDialog.ts'

/** A dialog that follows the protocol of `useDialog`: it shows its prop, and emits `done` and `close`. */
const NameDialog = defineComponent({
  props: { name: { type: String, required: true } },
  emits: ['close', 'done'],
  setup(props, { emit }) {
    // Created at each opening, so that nothing needs to be reset.
    const typed = ref(`${props.name}二`)
    return () =>
      h(BaseDialog, { open: true, title: props.name, 'onUpdate:open': () => emit('close') }, () => [
        h('input', { value: typed.value, onInput: (event: Event) => (typed.value = inputOf(event)) }),
        h('button', { class: 'save', onClick: () => (emit('done', typed.value), emit('close')) }, '保存'),
      ])
  },
})
const inputOf = (event: Event) => (event.target instanceof HTMLInputElement ? event.target.value : '')

async function page() {
  const naming = useDialog<string>()
  const done: string[] = []
  const wrapper = await mountSuspended(
    defineComponent(
      () => () =>
        naming.subject === undefined
          ? h('p', '没有打开')
          : h(NameDialog, {
              name: naming.subject,
              onClose: naming.close,
              onDone: (name: string) => done.push(name),
            }),
    ),
    { attachTo: document.body },
  )
  return { naming, done, wrapper }
}

describe('a dialog of a page', () => {
  it('is there while it has a subject, and shows it', async () => {
    const { naming, wrapper } = await page()
    expect(wrapper.find('dialog').exists()).toBe(false)
    naming.show('入口大屏')
    await expect.poll(() => wrapper.find('h2').exists() && wrapper.find('h2').text()).toBe('入口大屏')
    await expect.poll(() => wrapper.find('dialog').element.open).toBe(true)
  })

  it('begins at its first field, and at its title where it has none', async () => {
    const { naming, wrapper } = await page()
    naming.show('入口大屏')
    await nextTick()
    await expect.poll(() => document.activeElement).toBe(wrapper.find('input').element)
    const bare = await mountSuspended(
      defineComponent(() => () => h(BaseDialog, { open: true, title: '二维码' }, () => h('input', { readonly: true }))),
      { attachTo: document.body },
    )
    await expect.poll(() => document.activeElement).toBe(bare.find('h2').element)
  })

  it('is gone without a result when it is cancelled, and forgets what was typed', async () => {
    const { naming, done, wrapper } = await page()
    naming.show('入口大屏')
    await nextTick()
    await wrapper.find('input').setValue('写到一半')
    const element = wrapper.find('dialog').element
    await wrapper.find('button[aria-label="关闭"]').trigger('click')
    expect(naming.subject).toBeUndefined()
    expect(wrapper.text()).toBe('没有打开')
    // Closed, not only removed from the page: so the browser restores the focus.
    expect(element.open).toBe(false)
    naming.show('入口大屏')
    await nextTick()
    expect(wrapper.find('input').element.value).toBe('入口大屏二')
    expect(done).toEqual([])
  })

  it('tells its result, and goes', async () => {
    const { naming, done, wrapper } = await page()
    naming.show('入口大屏')
    await nextTick()
    await wrapper.find('button.save').trigger('click')
    expect(done).toEqual(['入口大屏二'])
    expect(naming.subject).toBeUndefined()
  })
})
