import type { UrgentCard } from '#shared/card/view.ts'
import type { ScreenState } from '#shared/realtime/screens.ts'

/** How often a screen looks whether the warning is still to be shown, ms. */
const LOOK_MS = 5_000

/** The warning that this screen has to show now. It ends by itself, also while the server is away. */
export function useTakeover(state: Readonly<Ref<ScreenState | undefined>>) {
  const clock = useServerClock()
  const now = ref(clock.now())
  const look = () => {
    now.value = clock.now()
  }
  watch([state, clock.clock], look)
  let timer: ReturnType<typeof setInterval>
  onMounted(() => {
    timer = setInterval(look, LOOK_MS)
  })
  onBeforeUnmount(() => clearInterval(timer))
  return computed<UrgentCard | undefined>(() => {
    const card = state.value?.takeover
    return card && now.value < card.until ? card : undefined
  })
}
