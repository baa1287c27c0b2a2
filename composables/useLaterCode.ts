import type { Component } from 'vue'
import { renewBuild } from './missing-code.ts'

/** Pause before loading is retried, ms. */
const PAUSE_MS = 3_000

/**
 * A component whose code is loaded before it is needed, but not with the page.
 * @param load imports it. @param wanted true once it may be loaded.
 * @param needed true once the page cannot go on without it. If loading fails then although the server answers, the file
 * belongs to an older build: reloading the page gets the new one, and the persistent stores keep the person's place.
 * @returns `code`, undefined until it is loaded, and `fetchCode` for when it is needed at once.
 */
export function useLaterCode<C extends Component>(
  load: () => Promise<{ default: C }>,
  wanted: () => boolean,
  needed: () => boolean,
) {
  const code = shallowRef<C>()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function fetchCode(): Promise<void> {
    if (code.value) return
    try {
      code.value = (await load()).default
    } catch {
      timer = setTimeout(fetchCode, PAUSE_MS)
      if (needed()) await renewBuild()
    }
  }
  const stop = watch(wanted, (now) => {
    if (!now) return
    stop()
    void fetchCode()
  })
  onBeforeUnmount(() => clearTimeout(timer))
  return { code, fetchCode }
}
