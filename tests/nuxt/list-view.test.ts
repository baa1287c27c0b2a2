import { mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import ListView from '~/components/base/BaseListView.vue'

const names = Array.from({ length: 45 }, (_, index) => `第${index + 1}块屏`)
const mount = (entries: string[]) =>
  mountSuspended(ListView, {
    props: { entries, textOf: (name: unknown) => String(name), noun: '互动屏' },
    slots: { default: ({ shown }: { shown: unknown[] }) => shown.join('|') },
  })
type View = Awaited<ReturnType<typeof mount>>
const press = (view: View, label: string) =>
  view
    .findAll('button')
    .find((button) => button.text() === label)!
    .trigger('click')

it('shows a short list as it is', async () => {
  const view = await mount(names.slice(0, 20))
  expect(view.find('[role="search"]').exists()).toBe(false)
  expect(view.findAll('button')).toEqual([])
  expect(view.text()).toBe(names.slice(0, 20).join('|'))
})
it('shows a long list page by page', async () => {
  const view = await mount(names)
  expect(view.text()).toContain('第 1 页，共 3 页')
  expect(view.text()).toContain('第20块屏')
  expect(view.text()).not.toContain('第21块屏')
  await press(view, '下一页')
  await press(view, '下一页')
  expect(view.text()).toContain('第45块屏')
  // Entries that are gone meanwhile leave no empty page behind.
  await view.setProps({ entries: names.slice(0, 25) })
  expect(view.text()).toContain('第25块屏')
})
it('finds an entry by any of its words, in whatever width they are typed', async () => {
  const view = await mount(names)
  expect(view.find('label').text()).toBe('找互动屏')
  expect(view.find('input').attributes()).toMatchObject({ type: 'search' })
  expect(view.find('input').attributes('required')).toBeUndefined()
  await press(view, '下一页')
  await view.find('input').setValue(' 屏　４２ ')
  expect(view.text()).toContain('第42块屏')
  expect(view.text()).toContain('找到 1 条')
  await view.find('input').setValue('没有的')
  expect(view.text()).toContain('没有找到“没有的”')
})
/** happy-dom's own way to resize its window. */
const resize = (size: { width: number }) =>
  (window as unknown as { happyDOM: { setViewport: (size: { width: number }) => void } }).happyDOM.setViewport(size)

it('shows ten at a time on a phone, from the same entry on when the window changes', async () => {
  const view = await mount(names)
  await press(view, '下一页')
  resize({ width: 390 })
  try {
    await expect.poll(() => view.text()).toContain('第 3 页，共 5 页')
    expect(view.text()).toContain('第21块屏')
    expect(view.text()).toContain('第30块屏')
    expect(view.text()).not.toContain('第31块屏')
  } finally {
    resize({ width: 1024 })
  }
})
