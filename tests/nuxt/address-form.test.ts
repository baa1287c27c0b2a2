import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { expect, it } from 'vitest'
import AddressForm from '~/components/site/AddressForm.vue'
import { staleRow } from '#shared/errors.ts'
import type { AddressView } from '#shared/site/address.ts'
import { freshForms } from './form-page.ts'

freshForms()

it('shows the address that somebody else has chosen meanwhile, and overwrites it only when asked', async () => {
  const view = (origin: string, revision: number): AddressView => ({
    origin,
    revision,
    fixed: false,
    moved: false,
    open: true,
    choices: [],
  })
  let stored = view('http://new.example', 4)
  registerEndpoint('/api/console/address', {
    method: 'PUT',
    handler: async (event) => {
      const { origin, revision } = (await readBody(event)) as { origin: string; revision: number }
      if (revision === stored.revision) return (stored = view(origin, revision + 1))
      const error = staleRow(stored)
      setResponseStatus(event, error.status)
      return { error: error.body }
    },
  })
  const page = await mountSuspended(AddressForm, {
    props: { address: view('http://old.example', 3) },
    attachTo: document.body,
  })
  await page.find('input').setValue('http://mine.example')
  await page.find('form').trigger('submit')
  await expect.poll(() => page.find('.conflict').exists()).toBe(true)
  expect(page.find('.conflict').text()).toMatch(/手机用哪个网址.*mine\.example.*new\.example/s)
  expect(stored.origin).toBe('http://new.example')
  await page
    .findAll('button')
    .find((button) => button.text() === '就这样保存')!
    .trigger('click')
  await expect.poll(() => stored).toEqual(view('http://mine.example', 5))
})
