import { useIdle, useIntervalFn } from '@vueuse/core'
import type { ReloadOrder } from '#shared/realtime/screens.ts'
import type { ScreenSocket } from './screen-socket.ts'

/** Nobody has touched the screen for this long, ms. */
const QUIET_MS = 20_000
/** How often it is looked whether the screen is free, ms. */
const LOOK_MS = 1_000
const TIMEOUT_MS = 8_000

/**
 * Loads the page anew when the office orders it; client only. The server knows that it is done from the new page's
 * report, so nothing is remembered here, and no page can reload on and on.
 * @param free whether nobody plays
 */
export function useScreenOrders(
  link: () => ScreenSocket | undefined,
  free: () => boolean,
  reload = () => location.reload(),
): void {
  const { idle } = useIdle(QUIET_MS, { initialState: true, events: ['pointerdown', 'keydown'] })
  const order = shallowRef<ReloadOrder>()
  /** The server knows that this screen was told: only then is the new page taken as the answer. */
  let told = false

  function take(next: ReloadOrder): void {
    order.value = next
    told = false
    link()
      ?.timeout(TIMEOUT_MS)
      .emit('screen:told', { id: next.id }, (error, result) => {
        // A repetition comes with the next connection.
        told = !error && result.ok
        look()
      })
  }
  function look(): void {
    if (!order.value || !told || !link()?.connected) return
    const quiet = free() && idle.value && !document.querySelector('dialog[open]')
    if (!order.value.force && !quiet) return
    order.value = undefined
    reload()
  }
  watch(
    link,
    (socket, _before, onCleanup) => {
      socket?.on('screen:reload', take)
      onCleanup(() => socket?.off('screen:reload', take))
    },
    { immediate: true },
  )
  useIntervalFn(look, LOOK_MS)
}
