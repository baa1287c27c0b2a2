import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { afterEach, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { useVerdicts } from '~/composables/useVerdicts'

const verdict = (id: string) => ({
  id,
  truth: 'scam',
  flags: [],
  explanation: '不点。',
  rule: '不点链接。',
  scamType: 'x',
})

/** As much of IndexedDB as is used; what is stored outlives the page. */
function storeOf(disk: Map<string, unknown>): Pick<IDBFactory, 'open'> {
  const answer = (result: unknown) => {
    const request = Object.assign(new EventTarget(), { result, error: null })
    queueMicrotask(() => request.dispatchEvent(new Event('success')))
    return request
  }
  const store = {
    get: (key: string) => answer(disk.get(key)),
    put: (value: unknown, key: string) => answer(void disk.set(key, value)),
    clear: () => answer(disk.clear()),
  }
  const database = {
    transaction: () => ({ objectStore: () => store }),
    close: () => {},
    createObjectStore: () => store,
  }
  return { open: () => answer(database) as unknown as IDBOpenDBRequest }
}
let asked = 0
let away = false
registerEndpoint('/api/screens/verdicts', () => {
  asked += 1
  if (away) throw createError({ statusCode: 503 })
  return { version: 'v1', verdicts: ['one', 'two'].map(verdict) }
})
async function use(version: string | undefined) {
  const wanted = ref(version)
  const held: ReturnType<typeof useVerdicts>[] = []
  const wrapper = await mountSuspended(
    defineComponent({
      setup() {
        held.push(useVerdicts(() => wanted.value))
        return () => h('p')
      },
    }),
  )
  const [verdictOn] = held
  if (!verdictOn) throw new Error('it was not set up')
  return { verdictOn, wrapper, wanted }
}
afterEach(() => {
  asked = 0
  away = false
  vi.unstubAllGlobals()
})

it('keeps the verdicts of the content on the disk, and reads one without the server', async () => {
  const disk = new Map<string, unknown>()
  vi.stubGlobal('indexedDB', storeOf(disk))
  const first = await use(undefined)
  expect(asked).toBe(0)
  first.wanted.value = 'v1'
  await expect.poll(() => disk.get('the version')).toBe('v1')
  first.wrapper.unmount()
  away = true
  asked = 0
  const { verdictOn, wrapper } = await use('v1')
  expect(await verdictOn('two')).toEqual(verdict('two'))
  expect(asked).toBe(0)
  expect(await verdictOn('unknown')).toBeUndefined()
  wrapper.unmount()
})

it('asks the server at the press where nothing can be stored, and again the next time', async () => {
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new Error('refused')
    },
  })
  const { verdictOn, wrapper } = await use('v1')
  for (const n of [1, 2]) {
    expect(await verdictOn('one')).toEqual(verdict('one'))
    expect(asked).toBe(n)
  }
  away = true
  expect(await verdictOn('one')).toBeUndefined()
  wrapper.unmount()
})
