import type { ScenarioPage } from '#shared/content/scenario-card.ts'

/** Pause before a retry, ms. */
const RETRY_MS = 30_000

const arePages = (value: unknown): value is ScenarioPage[] =>
  Array.isArray(value) &&
  value.every(
    (each) =>
      typeof (each as ScenarioPage | null)?.scenario?.start === 'string' && Boolean((each as ScenarioPage).card?.id),
  )

/**
 * All scenarios, persistent so that visitors can play while the server is unreachable; client only.
 * @param version of the content that the state names: when it changes, the office may have withdrawn one
 */
export function useScreenScenarios(version: () => string | undefined) {
  const kept = useKept('jmt-scenarios', arePages)
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false
  async function load(): Promise<void> {
    clearTimeout(timer)
    // Asks the server whether the copy in the browser's cache is the present one.
    const loaded = await callApi('/api/screens/scenarios', { cache: 'no-cache', timeout: 10_000 }).catch(
      () => undefined,
    )
    if (left) return
    clearTimeout(timer)
    if (arePages(loaded)) kept.value = loaded
    else timer = setTimeout(() => void load(), RETRY_MS)
  }
  watch(version, () => void load(), { immediate: true })
  onBeforeUnmount(() => {
    left = true
    clearTimeout(timer)
  })
  return computed(() => kept.value ?? [])
}
