import { useTimeoutFn } from '@vueuse/core'
import type { ScenarioPage } from '#shared/content/scenario-card.ts'

/** Pause before a retry, ms: content changes only with a build, so one success per start is enough. */
const RETRY_MS = 30_000

const arePages = (value: unknown): value is ScenarioPage[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (each) =>
      typeof (each as ScenarioPage | null)?.scenario?.start === 'string' && Boolean((each as ScenarioPage).card?.id),
  )

/** All scenarios, persistent so that visitors can play while the server is unreachable; client only. */
export function useScreenScenarios() {
  const kept = useKept('jmt-scenarios', arePages)
  const { start: retry } = useTimeoutFn(load, RETRY_MS, { immediate: false })
  async function load(): Promise<void> {
    const loaded = await callApi('/api/screens/scenarios', { timeout: 10_000 }).catch(() => undefined)
    if (arePages(loaded)) kept.value = loaded
    else retry()
  }
  onMounted(load)
  return computed(() => kept.value ?? [])
}
