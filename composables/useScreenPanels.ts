import type { PanelCard } from '#shared/content/panel-card.ts'

/** How long the general page stays, and how long each panel, ms. */
const GENERAL_MS = 30_000
const PANEL_MS = 20_000
/** Between two tries, ms. */
const RETRY_MS = 30_000

const arePanels = (value: unknown): value is PanelCard[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => typeof (each as PanelCard | null)?.picture === 'string')

/**
 * The panel that is shown now, or none while it is the general page's turn; client only. Kept on the screen, so that
 * they go on while the server is away.
 * @param wanted whether panels have a place on this screen at all
 */
export function useScreenPanels(wanted: () => boolean) {
  const panels = useKept('jmt-panels', arePanels)
  /** -1 is the general page. */
  const place = ref(-1)
  let turn: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  function next() {
    const count = panels.value?.length ?? 0
    place.value = place.value + 1 < count ? place.value + 1 : -1
    turn = setTimeout(next, place.value < 0 ? GENERAL_MS : PANEL_MS)
  }
  async function load(): Promise<void> {
    const loaded = await $fetch<PanelCard[]>('/api/panels', { timeout: 10_000 }).catch(() => undefined)
    if (arePanels(loaded)) panels.value = loaded
    else retry = setTimeout(load, RETRY_MS)
  }
  onMounted(() => {
    void load()
    turn = setTimeout(next, GENERAL_MS)
  })
  onBeforeUnmount(() => {
    clearTimeout(turn)
    clearTimeout(retry)
  })
  return computed(() => (wanted() && place.value >= 0 ? panels.value?.[place.value] : undefined))
}
