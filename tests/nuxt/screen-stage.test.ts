/** The stage of a screen without its server: what it shows is counted, kept and dimmed. */
import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DEFAULT_CARE } from '#shared/screen/care.ts'
import { isUseReport } from '#shared/screen/use.ts'
import ScreenStage from '~/components/screen/Stage.vue'
import { picturesOf, storageOf } from '../fixtures/screen-states.ts'

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
  vi.spyOn(Element.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('draws what it has kept, as dark as it was set, and counts how long', async () => {
  const kept = picturesOf(false)[0]?.state
  if (!kept) throw new Error('there is no state')
  const state = { ...kept, care: { ...DEFAULT_CARE, brightness: 50 } }
  for (const [key, value] of Object.entries(storageOf(state, { version: 'v', panels: [], samples: [] })))
    localStorage.setItem(key, value)
  // As on the page: the stage looks there whether anything is drawn.
  const main = document.body.appendChild(document.createElement('main'))
  const stage = await mountSuspended(ScreenStage, { attachTo: main })
  const view = stage.find('[data-view]').attributes('data-view')
  expect(view).toBe('attract')
  expect(stage.get('.dimmer').attributes('style')).toContain('opacity: 0.5')
  await vi.advanceTimersByTimeAsync(61_000)
  const use: unknown = JSON.parse(localStorage.getItem('jmt-screen-use') ?? 'null')
  expect(isUseReport(use) && use.rows.map((row) => row.view)).toEqual(['attract'])
  expect(isUseReport(use) ? use.rows[0]?.seconds : 0).toBeGreaterThan(30)
  stage.unmount()
  main.remove()
})
