import { useIdle } from '@vueuse/core'
import { careAt, careOf } from '#shared/screen/care.ts'
import type { ScreenState } from '#shared/screen/state.ts'

/** Whoever touches a screen that is dimmed outside of the opening hours sees it bright for this long, ms. */
const LIT_MS = 60_000

/** How loud this screen may be now, 0 to 1: for whatever plays a sound. */
export const useScreenVolume = () => useState('screen-volume', () => 0)

/** Brightness and volume of this screen at the present time; client only. */
export function useScreenCare(state: () => ScreenState | undefined) {
  const volume = useScreenVolume()
  const now = useOverTime((at) => careAt(careOf(state()?.care), at))
  const { idle } = useIdle(LIT_MS, { initialState: true, events: ['pointerdown', 'keydown'] })
  watch(
    () => (state() ? now.value.volume / 100 : 0),
    (level) => {
      volume.value = level
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    volume.value = 0
  })
  return {
    /** Opacity of a black layer over everything, 0 to 0.7. */
    shade: computed(() => {
      const { open, brightness } = now.value
      const level = open || idle.value ? brightness : careOf(state()?.care).brightness / 100
      return Math.round((1 - level) * 100) / 100
    }),
  }
}
