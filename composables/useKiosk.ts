/** How long the pointer rests before it disappears, in ms. */
const POINTER_MS = 4_000

/**
 * Manners of a wall screen: no menu, no zoom, no stray pointer, no screen saver. @returns whether nobody has touched
 * it lately.
 */
export function useKiosk() {
  const idle = ref(true)
  let timer: ReturnType<typeof setTimeout> | undefined
  let lock: WakeLockSentinel | undefined

  const wake = () => {
    idle.value = false
    clearTimeout(timer)
    timer = setTimeout(() => {
      idle.value = true
    }, POINTER_MS)
  }
  const refuse = (event: Event) => event.preventDefault()
  // Pinching a trackpad is a wheel with the control key; Safari has gestures of its own.
  const noZoom = (event: WheelEvent) => {
    if (event.ctrlKey) event.preventDefault()
  }
  // Only over https or on the machine itself; elsewhere the panel's own settings keep it awake.
  const stayAwake = () => {
    if (document.visibilityState === 'visible')
      navigator.wakeLock?.request('screen').then(
        (got) => {
          lock = got
        },
        () => {},
      )
  }

  onMounted(() => {
    addEventListener('pointermove', wake, { passive: true })
    addEventListener('contextmenu', refuse)
    addEventListener('gesturestart', refuse)
    addEventListener('wheel', noZoom, { passive: false })
    document.addEventListener('visibilitychange', stayAwake)
    stayAwake()
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    removeEventListener('pointermove', wake)
    removeEventListener('contextmenu', refuse)
    removeEventListener('gesturestart', refuse)
    removeEventListener('wheel', noZoom)
    document.removeEventListener('visibilitychange', stayAwake)
    lock?.release().catch(() => {})
  })
  return { idle: readonly(idle) }
}
