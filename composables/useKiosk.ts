import { defaultWindow, refAutoReset, useEventListener, useIdle, useWakeLock } from '@vueuse/core'

/** The pointer is hidden after it has not moved for this long, in ms. */
const POINTER_MS = 4_000
/** How long an officer's keys unlock the browser's own controls, in ms. */
const UNLOCKED_MS = 5 * 60_000
/** Keys of the browser and of its window; the rest of a keyboard may be used, e.g. Tab and Enter. */
const BROWSER_KEYS =
  /^(?:F\d+|Browser\w+|Launch\w+|ContextMenu|Help|Print|Find|New|Open|Save|ZoomIn|ZoomOut|ZoomToggle)$/
/** Mouse buttons that go back and forward in the history. */
const BACK_BUTTON = 3

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

/**
 * Keeps visitors from leaving a paired screen by keyboard, mouse or a dragged picture: reload, print, zoom, find, back.
 * Alt+F4, which closes the window, is left to the officer, and Ctrl+Alt+Shift+U unlocks everything for five minutes
 * (content/guide/01-hall.md). What the operating system takes for itself no page can block.
 * @param locked whether the screen is paired
 */
export function useKioskLock(locked: () => boolean) {
  /** Until when an officer has unlocked it, by the monotonic clock. */
  const unlocked = refAutoReset(false, UNLOCKED_MS)
  const holds = () => locked() && !unlocked.value

  function onKey(event: KeyboardEvent): void {
    const { key, code, ctrlKey, altKey, metaKey, shiftKey } = event
    if (ctrlKey && altKey && shiftKey && code === 'KeyU') {
      unlocked.value = locked()
      return
    }
    if (!holds() || (altKey && key === 'F4')) return
    if (ctrlKey || altKey || metaKey || BROWSER_KEYS.test(key)) event.preventDefault()
  }
  const refuse = (event: Event) => holds() && event.preventDefault()
  const refuseBack = (event: MouseEvent) => event.button >= BACK_BUTTON && refuse(event)

  useEventListener(defaultWindow, 'keydown', onKey, { capture: true })
  useEventListener(defaultWindow, ['dragstart', 'drop', 'selectstart', 'copy'], refuse, { capture: true })
  useEventListener(defaultWindow, ['mousedown', 'mouseup', 'auxclick'], refuseBack, { capture: true })
  return { unlocked: readonly(unlocked) }
}
