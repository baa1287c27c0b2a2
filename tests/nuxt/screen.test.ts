import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import PairingView from '~/components/screen/PairingView.vue'
import { UNNAMED_STATION } from '#shared/member/station-names.ts'
import type { Pairing } from '#shared/screen/pairing.ts'

describe('a screen that waits for pairing', () => {
  afterEach(() => localStorage.clear())

  it('shows a new code when its token is refused, and says so when that happens again', async () => {
    let made = 0
    let entered = -1
    registerEndpoint('/api/screens/pairings', {
      method: 'POST',
      handler: (): Pairing => {
        made += 1
        return {
          id: `p${made}`,
          secret: 's',
          code: `00000${made}`,
          expiresAt: new Date(Date.now() + 600_000).toISOString(),
          now: new Date().toISOString(),
          officeOrigin: 'http://192.168.1.20:3000',
        }
      },
    })
    for (const n of [1, 2, 3])
      registerEndpoint(`/api/screens/pairings/p${n}/collect`, {
        method: 'POST',
        handler: () => ({ state: n <= entered ? 'paired' : 'pending' }),
      })
    const wrapper = await mountSuspended(PairingView, { props: { away: false, refusals: 1 } })
    const shows = (code: string) => expect.poll(() => wrapper.text()).toContain(`连接码 ${[...code].join(' ')}`)
    await shows('000001')
    // Of the hall itself, also before the screen is one of its own.
    expect(wrapper.text()).toContain(UNNAMED_STATION.hallName)
    useStation().value = { ...UNNAMED_STATION, hallName: '城南反诈体验馆' }
    await expect.poll(() => wrapper.text()).toContain('城南反诈体验馆')
    expect(wrapper.text()).toContain('192.168.1.20:3000/console/screens')
    for (const n of [1, 2]) {
      entered = n
      await expect.poll(() => wrapper.emitted('paired')).toHaveLength(n)
      await wrapper.setProps({ refusals: n + 1 })
      await shows(`00000${n + 1}`)
      expect(wrapper.text().includes('记不住连接')).toBe(n === 2)
    }
  }, 30_000)
})
