/** A screen without a battery gets the right time late, and may have been ahead: it must not wait for that time. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { createError, setResponseStatus } from 'h3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import PairingView from '~/components/screen/PairingView.vue'
import { AppError } from '#shared/errors.ts'
import type { Pairing } from '#shared/screen/pairing.ts'

const WAIT = { timeout: 20_000 }
let made = 0
let away = 0
let gone = ''
registerEndpoint('/api/screens/pairings', {
  method: 'POST',
  handler: (): Pairing => {
    if (away-- > 0) throw createError({ statusCode: 503 })
    made += 1
    const now = Date.parse('2026-11-28T08:00:00Z')
    const [expiresAt, told] = [now + 600_000, now].map((ms) => new Date(ms).toISOString())
    return { id: `c${made}`, secret: 's', code: `10000${made}`, expiresAt: expiresAt!, now: told!, officeOrigin: null }
  },
})
for (const id of ['c1', 'c2', 'c3', 'c4'])
  registerEndpoint(`/api/screens/pairings/${id}/collect`, {
    method: 'POST',
    handler: (event) => {
      if (id !== gone) return { state: 'pending' }
      const error = new AppError('gone')
      setResponseStatus(event, error.status)
      return { error: error.body }
    },
  })

describe.each([
  ['back by a day', -24 * 3600_000],
  ['back by ten years', -10 * 365 * 24 * 3600_000],
  ['ahead by a day', 24 * 3600_000],
])('a clock that is set %s while the screen waits', (_what, by) => {
  afterEach(() => {
    vi.useRealTimers()
    localStorage.clear()
  })

  it('holds up neither the first code nor the next one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    away = 1
    const wrapper = await mountSuspended(PairingView, { props: { away: false, refusals: 1 } })
    const shows = (n: number) => expect.poll(() => wrapper.text(), WAIT).toContain([...`10000${n}`].join(' '))
    await expect.poll(() => away, WAIT).toBe(0)
    const before = made
    vi.setSystemTime(Date.now() + by)
    await shows(before + 1)
    // The server does not know it any more; the screen's own clock says that it is valid for years.
    vi.setSystemTime(Date.now() + by)
    gone = `c${made}`
    await shows(made + 1)
    wrapper.unmount()
  }, 60_000)
})
