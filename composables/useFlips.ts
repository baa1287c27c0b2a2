import type { View } from '#shared/screen/view.ts'
import type { FlipReport } from '#shared/programme/group-input.ts'

/** Tells when a cue was really painted, once for each, so that the docent's console shows how far the screens part. */
export function useFlips(view: () => View, tell: (flip: FlipReport) => void): void {
  const { now, certain } = useServerClock()
  let frame: number | undefined
  /** The cue whose time is near is worth telling; one that was already running when this screen came is not. */
  const LATE_MS = 5_000
  watch(
    () => {
      const shown = view()
      return shown.kind === 'scene' && shown.point === shown.cue.now ? shown.cue : undefined
    },
    (cue, before) => {
      if (!cue || !certain.value || (cue.epoch === before?.epoch && cue.seq === before.seq)) return
      if (frame !== undefined) cancelAnimationFrame(frame)
      // The document was changed just now; the next frame is the one that shows it.
      frame = requestAnimationFrame(() => {
        const shownAt = now()
        const { epoch, seq } = cue
        const { showAt } = cue.now
        if (shownAt - showAt < LATE_MS) tell({ epoch, seq, showAt, shownAt })
      })
    },
    { flush: 'post' },
  )
  onScopeDispose(() => {
    if (frame !== undefined) cancelAnimationFrame(frame)
  })
}
