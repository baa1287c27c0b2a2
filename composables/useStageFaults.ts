import { useIntervalFn } from '@vueuse/core'
import type { View } from '#shared/screen/view.ts'

/** After a fault the plain attract view is shown for this long, in ms; longer each time that it comes again. */
const PLAIN_MS = 60_000
const PLAIN_LONGEST_MS = 10 * 60_000
/** How often it is drawn anew between two checks. */
const REDRAWS_MAX = 5
/** How often it is checked that something is drawn, in ms; two checks in a row must find nothing. */
const LOOK_MS = 5_000

interface Stage {
  view: () => View
  /** Ends a visitor's play. @returns whether there was one */
  endPlay: () => boolean
  /** Drops the state that cannot be drawn. */
  forget: () => void
}

/**
 * Whatever cannot be drawn must not leave a wall with an error or nothing at all: each fault ends on the attract view,
 * and what failed is tried again later. Client only; for the component that draws the views.
 */
export function useStageFaults({ view, endPlay, forget }: Stage) {
  /** Key of what is drawn: a transition that was interrupted by an error does not go on, so it is drawn anew. */
  const faults = ref(0)
  /** Only the attract view without any content is shown. */
  const plain = ref(false)
  let redraws = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause = PLAIN_MS

  function rest(): void {
    plain.value = true
    clearTimeout(timer)
    timer = setTimeout(() => {
      plain.value = false
    }, pause)
    pause = Math.min(pause * 2, PLAIN_LONGEST_MS)
  }
  /** Some faults come again at once: then drawing anew would never end. */
  function redraw(): void {
    if (redraws >= REDRAWS_MAX) return
    redraws += 1
    faults.value += 1
  }
  function fail(error: unknown): void {
    console.error(error)
    const { kind } = view()
    if (endPlay()) return redraw()
    // These need neither state nor content, so there is nothing plainer to show.
    if (plain.value || ['pairing', 'elsewhere', 'splash'].includes(kind)) forget()
    else rest()
    redraw()
  }
  onErrorCaptured((error) => {
    fail(error)
    return false
  })

  let blank = 0
  useIntervalFn(() => {
    redraws = 0
    const shown = document.querySelector('main [data-view]')?.getClientRects().length
    blank = shown ? 0 : blank + 1
    if (blank < 2) return
    blank = 0
    fail(new Error('nothing is drawn'))
  }, LOOK_MS)
  onBeforeUnmount(() => clearTimeout(timer))
  return { faults: readonly(faults), plain: readonly(plain) }
}
