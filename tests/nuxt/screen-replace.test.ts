import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody } from 'h3'
import { expect, it } from 'vitest'
import PairDialog from '~/components/screen/PairDialog.vue'
import type { ScreenEntry } from '#shared/screen/list.ts'

const OFFLINE = '01993e2a-1234-7222-8333-00000000000a'
const screen = (id: string, name: string, online: boolean): ScreenEntry => ({
  id,
  name,
  zone: '大厅',
  revision: 1,
  campaign: null,
  pairedAt: '2026-11-01T00:00:00Z',
  collected: true,
  lapsed: false,
  online,
  onlineSince: online ? '2026-11-01T00:00:00Z' : null,
  lastSeenAt: '2026-11-01T00:00:00Z',
  contested: false,
  shown: null,
})

it('offers a new machine the place of a screen that is offline, and of no other', async () => {
  const sent: unknown[] = []
  registerEndpoint(`/api/console/screens/${OFFLINE}/replacement`, {
    method: 'POST',
    handler: async (event) => {
      sent.push(await readBody(event))
      return { ok: true }
    },
  })
  const screens = [screen(OFFLINE, '入口大屏', false), screen('b', '二楼屏', true)]
  const dialog = await mountSuspended(PairDialog, { attachTo: document.body, props: { campaigns: [], screens } })
  const choice = dialog.findAll('select').find((each) => each.text().includes('新屏'))
  expect(choice?.findAll('option').map((each) => [each.attributes('value'), each.text()])).toEqual([
    ['', '新屏'],
    [OFFLINE, expect.stringContaining('替换“入口大屏”')],
  ])
  await dialog.find('input.code').setValue('123456')
  await choice?.setValue(OFFLINE)
  expect(dialog.text()).toContain('名称、展区、活动和扫码数都接着用')
  await dialog.find('form').trigger('submit')
  await expect.poll(() => dialog.emitted('done')).toHaveLength(1)
  // With what was seen when the dialog opened.
  expect(sent).toEqual([{ code: '123456', paired: '2026-11-01T00:00:00Z' }])
  dialog.unmount()
})

it('finds the six digits in a whole pasted message, and leaves alone what is not clear', async () => {
  const dialog = await mountSuspended(PairDialog, { attachTo: document.body, props: { campaigns: [], screens: [] } })
  const field = dialog.find<HTMLInputElement>('input.code')
  expect(field.attributes('maxlength')).toBeUndefined()
  for (const [pasted, shown] of [
    ['屏幕上的六位数字：094520', '094520'],
    ['“0 9 4 5 2 0”', '094520'],
    ['0945', '0945'],
    ['094520 或 123456', '094520 或 123456'],
  ]) {
    await field.setValue(pasted)
    await expect.poll(() => field.element.value).toBe(shown)
  }
  dialog.unmount()
})
