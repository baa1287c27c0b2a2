import { useIdle } from '@vueuse/core'
import { SCREEN_BUILD_HEADER } from '#shared/screen/address.ts'
import { isRenewal, renewalWait, renewed } from '#shared/screen/renewal.ts'

/** The screens of a hall load a new build within this time, each at its own moment, in ms. */
const SPREAD_MS = 20_000
/** Pause before it is tried again while somebody uses the screen, or the new page is not complete, in ms. */
const RETRY_MS = 15_000
/** Nobody has touched the screen for this long, in ms. */
const QUIET_MS = 20_000
const TIMEOUT_MS = 10_000

/** Whether the server has the page of this build with all its files. They are in the browser's cache then. */
async function isComplete(build: string): Promise<boolean> {
  const get = (path: string, cache: RequestCache) => {
    const patience = new AbortController()
    setTimeout(() => patience.abort(), TIMEOUT_MS)
    return fetch(path, { cache, signal: patience.signal })
  }
  try {
    const page = await get('/screen', 'no-store')
    if (!page.ok || page.headers.get(SCREEN_BUILD_HEADER) !== build) return false
    const files = [...(await page.text()).matchAll(/\b(?:src|href)="(\/_nuxt\/[^"]+)"/g)].flatMap(
      ([, file]) => file ?? [],
    )
    const answers = await Promise.all([...new Set(files)].map((file) => get(file, 'default')))
    return answers.every(({ ok }) => ok)
  } catch {
    return false
  }
}

/**
 * Loads the page anew when the server has another build, while nobody uses the screen; client only.
 * @param build of the server; undefined until it has told
 * @param free whether nobody plays
 */
export function useScreenRenewal(build: () => string | undefined, free: () => boolean): void {
  const own = useRuntimeConfig().app.buildId
  const last = useKept('jmt-screen-renewal', isRenewal)
  const { idle } = useIdle(QUIET_MS, { initialState: true, events: ['pointerdown', 'keydown'] })
  let timer: ReturnType<typeof setTimeout> | undefined

  function tryIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void renew(), ms)
  }
  async function renew(): Promise<void> {
    const wanted = build()
    if (!wanted || wanted === own) return
    const wait = renewalWait(last.value, wanted, Date.now())
    if (wait > 0) return tryIn(wait)
    const isFree = () => free() && idle.value && !document.querySelector('dialog[open]')
    // Both are asked again after the files have come.
    if (!isFree() || !(await isComplete(wanted)) || !isFree() || build() !== wanted) return tryIn(RETRY_MS)
    last.value = renewed(last.value, wanted, Date.now())
    await nextTick()
    // Where nothing can be remembered, nothing would keep the next page from reloading too.
    if (localStorage.getItem('jmt-screen-renewal')?.includes(wanted)) location.reload()
  }
  watch(
    build,
    (wanted) => {
      if (!import.meta.dev && wanted && wanted !== own) tryIn(1_000 + Math.random() * SPREAD_MS)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => clearTimeout(timer))
}
