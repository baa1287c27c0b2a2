import { useIntervalFn } from '@vueuse/core'
import { dayOf } from '#shared/station.ts'

/** How often the day is checked, in ms. */
const LOOK_MS = 5_000

/**
 * The present day (`YYYY-MM-DD`), for a page that goes on showing figures while the server is away: what was told of
 * today is not today's any more after midnight. Counted from the server's time, so that a wrong clock of this device
 * does not matter.
 * @param at the server's time of the newest answer, ISO 8601
 */
export function useDayNow(at: () => string | undefined) {
  /** The first goes on while the device sleeps, nobody sets the second. */
  const clocks = () => [Date.now(), performance.now()] as const
  let receivedAt = clocks()
  const passed = ref(0)
  watch(at, () => {
    receivedAt = clocks()
    passed.value = 0
  })
  useIntervalFn(() => {
    const now = clocks()
    passed.value = Math.max(now[0] - receivedAt[0], now[1] - receivedAt[1])
  }, LOOK_MS)
  return computed(() => {
    const told = at()
    return told === undefined ? undefined : dayOf(new Date(Date.parse(told) + passed.value))
  })
}
