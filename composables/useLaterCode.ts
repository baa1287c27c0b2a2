import type { Component } from 'vue'

/** Pause before code that did not come is asked for again, ms. */
const PAUSE_MS = 3_000

/**
 * A component whose code is fetched before it is needed, but not with the page.
 * @param load imports it. @param wanted true once it may be fetched.
 * @param needed true once nothing goes on without it. Code that does not come then, from a server that answers, is that
 * of an older build: a fresh load brings the new one, and the stores remember where the person was.
 * @returns `code`, undefined until it is there, and `fetchCode` for when it is needed at once.
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
      if (!needed()) return
      const answers = await fetch('/api/health', { cache: 'no-store' }).catch(() => undefined)
      if (answers?.ok) reloadNuxtApp({ persistState: true })
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
