import { defaultWindow, useEventListener, useIdle, useWakeLock } from '@vueuse/core'

/** The pointer is hidden after it has not moved for this long, in ms. */
const POINTER_MS = 4_000

/**
 * Kiosk behaviour of a wall screen: no context menu, no zoom, no visible pointer, no screen saver (wake lock).
 * @returns whether there has been no input lately.
 */
export function useKiosk() {
  const { idle } = useIdle(POINTER_MS, {
    initialState: true,
    events: ['pointermove'],
    listenForVisibilityChange: false,
  })
  // Safari has gesture events of its own.
  useEventListener(defaultWindow, ['contextmenu', 'gesturestart'], (event: Event) => event.preventDefault())
  // A pinch on a trackpad arrives as a wheel event with the control key.
  useEventListener('wheel', (event) => event.ctrlKey && event.preventDefault(), { passive: false })
  // The wake lock needs https or localhost; elsewhere the power settings of the panel must keep it awake.
  const { request } = useWakeLock()
  onMounted(() => request('screen').catch(() => {}))
  return { idle: readonly(idle) }
}
