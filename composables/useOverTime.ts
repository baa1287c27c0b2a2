/** Longest time until the clock is read again, ms: timers are late after the device slept. */
const LONGEST_MS = 10_000

/**
 * A value that depends on the server's time. It is computed again at the time that it names itself, when its reactive
 * sources change, and when the clock estimate changes; client only.
 * @param derive `until`: when to compute it again, ms since the epoch
 */
export function useOverTime<T extends { until: number }>(derive: (now: number) => T) {
  const { clock, now } = useServerClock()
  const turn = ref(0)
  const derived = computed(() => {
    void turn.value
    void clock.value
    return derive(now())
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = watch(
    derived,
    ({ until }) => {
      clearTimeout(timer)
      timer = setTimeout(() => (turn.value += 1), Math.min(Math.max(0, until - now()), LONGEST_MS))
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    stop()
    clearTimeout(timer)
  })
  return derived
}
