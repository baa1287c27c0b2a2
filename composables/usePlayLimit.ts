import { useIntervalFn } from '@vueuse/core'
import { type PlayTimes, secondsLeft } from '#shared/screen/play-limit.ts'

/**
 * Ends a play that would hold back an urgent warning.
 * @param waiting whether a warning waits
 * @param onOver called once
 * @returns seconds until the end while the visitor is to be told, otherwise undefined
 */
export function usePlayLimit(waiting: () => boolean, onOver: () => void) {
  const told = ref<number>()
  const times: PlayTimes = { begunAt: performance.now(), waitsSince: undefined }
  useIntervalFn(() => {
    const now = performance.now()
    times.waitsSince = waiting() ? (times.waitsSince ?? now) : undefined
    const { left, tell } = secondsLeft(times, now)
    told.value = tell ? left : undefined
    if (left <= 0) onOver()
  }, 1_000)
  return readonly(told)
}
