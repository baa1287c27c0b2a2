import { defaultWindow, useEventListener, useIdle, useWakeLock } from '@vueuse/core'

/** How long the pointer rests before it disappears, in ms. */
const POINTER_MS = 4_000

/**
 * Manners of a wall screen: no menu, no zoom, no stray pointer, no screen saver. @returns whether nobody has touched
 * it lately.
 */
export function useKiosk() {
  const { idle } = useIdle(POINTER_MS, {
    initialState: true,
    events: ['pointermove'],
    listenForVisibilityChange: false,
  })
  // Safari has gestures of its own.
  useEventListener(defaultWindow, ['contextmenu', 'gesturestart'], (event: Event) => event.preventDefault())
  // Pinching a trackpad is a wheel with the control key.
  useEventListener('wheel', (event) => event.ctrlKey && event.preventDefault(), { passive: false })
  // Only over https or on the machine itself; elsewhere the panel's own settings keep it awake.
  const { request } = useWakeLock()
  onMounted(() => request('screen').catch(() => {}))
  return { idle: readonly(idle) }
}
