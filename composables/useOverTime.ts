/** Longest time until the clock is read again, ms: timers are late after the device slept. */
const LONGEST_MS = 10_000
/** In the last moments before a change the frames are counted, not the timers, which come late. */
const FINE_MS = 40
/** Half of a frame, ms: of the frames before and after the moment the nearer one shows it. */
const HALF_FRAME_MS = 8

/**
 * A value that depends on the server's time. It is computed again at the time that it names itself, when its reactive
 * sources change, and when the clock estimate changes; client only.
 * @param derive `until`: when to compute it again, ms since the epoch
 */
export function useOverTime<T extends { until: number }>(derive: (now: number) => T) {
  const { clock, now: serverNow } = useServerClock()
  const now = () => serverNow() + HALF_FRAME_MS
  const turn = ref(0)
  const derived = computed(() => {
    void turn.value
    void clock.value
    return derive(now())
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame: number | undefined
  function stopWaiting(): void {
    clearTimeout(timer)
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
  }
  function wait(until: number): void {
    const left = until - now()
    const again = () => (left <= 0 || left > LONGEST_MS ? void (turn.value += 1) : wait(until))
    // A hidden page has no frames.
    if (left > 0 && left <= FINE_MS && document.visibilityState === 'visible') frame = requestAnimationFrame(again)
    else timer = setTimeout(again, left > FINE_MS ? Math.min(left - FINE_MS / 2, LONGEST_MS) : Math.max(0, left))
  }
  const stop = watch(
    derived,
    ({ until }) => {
      stopWaiting()
      wait(until)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    stop()
    stopWaiting()
  })
  return derived
}
