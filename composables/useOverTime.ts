/** The longest time without looking at the clock, ms: the device may have slept. */
const LONGEST_MS = 10_000

/**
 * A value that follows from the server's time. It is derived anew at the moment that it names itself, when what it is
 * made of changes, and when the clock is set; client only.
 * @param derive `until`: when to derive again, ms since the epoch
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
