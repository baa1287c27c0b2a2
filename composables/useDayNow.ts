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
  const receivedAt = ref(Date.now())
  const passed = ref(0)
  watch(at, () => {
    receivedAt.value = Date.now()
    passed.value = 0
  })
  useIntervalFn(() => {
    passed.value = Math.max(0, Date.now() - receivedAt.value)
  }, LOOK_MS)
  return computed(() => {
    const told = at()
    return told === undefined ? undefined : dayOf(new Date(Date.parse(told) + passed.value))
  })
}
