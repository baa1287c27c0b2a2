import type { UrgentCard } from '#shared/card/view.ts'
import type { ScreenState } from '#shared/realtime/screens.ts'

/** How often a screen looks whether the warning is still to be shown, ms. */
const LOOK_MS = 5_000

/**
 * The warning that this screen has to show now. It ends by itself, also while the server is away.
 * @param offset server time minus ours, ms
 */
export function useTakeover(state: Readonly<Ref<ScreenState | undefined>>, offset: Readonly<Ref<number>>) {
  const now = ref(Date.now())
  let timer: ReturnType<typeof setInterval>
  onMounted(() => {
    timer = setInterval(() => {
      now.value = Date.now()
    }, LOOK_MS)
  })
  onBeforeUnmount(() => clearInterval(timer))
  return computed<UrgentCard | undefined>(() => {
    const card = state.value?.takeover
    // A card that has just come is shown at once: `now` may be some seconds old.
    return card && Math.max(now.value, (state.value?.at ?? 0) - offset.value) + offset.value < card.until
      ? card
      : undefined
  })
}
