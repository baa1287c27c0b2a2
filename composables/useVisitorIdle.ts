import { defaultDocument, useEventListener, useIntervalFn } from '@vueuse/core'

/** What a visitor can press. A touch beside it, a sleeve or a bag against the screen is nobody playing. */
const CONTROLS = 'button, a[href], input, select, textarea, summary, label, [role="button"]'
/** A page also scrolls by itself: only what follows a turn of the wheel within this time is the visitor's, ms. */
const WHEEL_MS = 1_000

/**
 * Counts down while nobody uses a hall screen, so that no visitor finds what the one before has left.
 * @param onLeft called when the time is up
 * @param running the countdown stands still without it
 */
export function useVisitorIdle(
  { seconds, warn }: { seconds: number; warn: number },
  onLeft: () => void,
  running: () => boolean = () => true,
) {
  const left = ref(seconds)
  const warning = computed(() => left.value <= warn)
  const stay = () => {
    left.value = seconds
  }
  useIntervalFn(() => {
    if (!running()) return
    left.value -= 1
    if (left.value === 0) onLeft()
  }, 1_000)

  let touching = false
  let wheeled = -Infinity
  // Keyboards press a control by a click, too.
  useEventListener(
    'click',
    ({ target }) => {
      if (target instanceof Element && target.closest(CONTROLS)) stay()
    },
    { capture: true, passive: true },
  )
  useEventListener(['touchstart', 'touchmove'], () => void (touching = true), { capture: true, passive: true })
  useEventListener(['touchend', 'touchcancel'], () => void (touching = false), { capture: true, passive: true })
  useEventListener('wheel', ({ timeStamp }) => void (wheeled = timeStamp), { capture: true, passive: true })
  // Scrolling does not bubble.
  useEventListener(
    defaultDocument,
    'scroll',
    ({ timeStamp }) => {
      if (touching || timeStamp - wheeled < WHEEL_MS) stay()
    },
    { capture: true, passive: true },
  )
  return { left, warning, stay }
}
