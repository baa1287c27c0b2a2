import { defaultWindow, useEventListener } from '@vueuse/core'

/** A finger that rests may tremble so far, px. */
const TREMBLE = 40

/**
 * A long press in the upper left corner of the screen, where nothing shows that there is anything; client only.
 * @param size of the corner, px. @param ms how long
 */
export function useCornerPress({ size, ms }: { size: number; ms: number }, onPress: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let from: { x: number; y: number } | undefined
  const stop = () => clearTimeout(timer)
  useEventListener(
    defaultWindow,
    'pointerdown',
    ({ clientX: x, clientY: y }: PointerEvent) => {
      stop()
      if (x > size || y > size) return
      from = { x, y }
      timer = setTimeout(onPress, ms)
    },
    { capture: true, passive: true },
  )
  useEventListener(
    defaultWindow,
    'pointermove',
    ({ clientX: x, clientY: y }: PointerEvent) => {
      if (from && Math.hypot(x - from.x, y - from.y) > TREMBLE) stop()
    },
    { capture: true, passive: true },
  )
  useEventListener(defaultWindow, ['pointerup', 'pointercancel', 'blur'], stop, { capture: true, passive: true })
  onBeforeUnmount(stop)
}
