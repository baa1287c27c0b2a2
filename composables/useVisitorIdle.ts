import { useEventListener, useIntervalFn } from '@vueuse/core'

/**
 * Counts down while nobody touches a hall screen, so that no visitor finds what the one before has left.
 * @param onLeft called when the time is up
 */
export function useVisitorIdle({ seconds, warn }: { seconds: number; warn: number }, onLeft: () => void) {
  const left = ref(seconds)
  const warning = computed(() => left.value <= warn)
  const stay = () => {
    left.value = seconds
  }
  useIntervalFn(() => {
    left.value -= 1
    if (left.value === 0) onLeft()
  }, 1_000)
  useEventListener(['pointerdown', 'keydown'], stay, { passive: true })
  return { left, warning, stay }
}
