import type { ScenarioPage } from '#shared/content/scenario-card.ts'
import type { ScreenContent } from '#shared/screen/content.ts'

const FONT = '1em "Noto Sans SC Variable"'

/** Loads the slices of the font for these texts; a box without a Chinese font of its own would show blank squares. */
const loadFont = (texts: string) => document.fonts?.load(FONT, texts)

/** The slices for all that no text names in advance, one after the other. */
async function loadOtherSlices(): Promise<void> {
  for (const face of document.fonts ?? [])
    if (face.status === 'unloaded' && face.family.includes('Noto Sans SC')) await face.load().catch(() => {})
}

/**
 * What a screen can be asked to show, with everything that it needs held in memory; client only. The code is part of
 * the page's own.
 */
export function useScreenSupplies(scenarios: () => readonly ScenarioPage[], content: () => ScreenContent | undefined) {
  const pictureOf = useHeldPictures(() => [
    ...scenarios().map(({ card }) => card.picture),
    ...(content()?.panels ?? []).map(({ picture }) => picture),
  ])
  /** The font has come, or could not: then there is nothing better than the machine's own. */
  const fontSettled = ref(false)
  watch(
    scenarios,
    async (all) => {
      if (all.length === 0) return
      await loadFont(JSON.stringify(all))?.catch(() => {})
      fontSettled.value = true
      await loadFont(JSON.stringify(content() ?? ''))?.catch(() => {})
      await loadOtherSlices()
    },
    { immediate: true },
  )

  return {
    /** The scenarios that can be played to their end without the server. */
    offered: computed(() =>
      scenarios().flatMap(({ card, scenario }): ScenarioPage[] => {
        const picture = pictureOf(card.picture)
        return fontSettled.value && picture ? [{ scenario, card: { ...card, picture } }] : []
      }),
    ),
    /** The panels and samples; a picture that is not held yet is loaded when it is shown. */
    supplied: computed(() => {
      const all = content()
      return (
        all && {
          ...all,
          panels: all.panels.map((panel) => ({ ...panel, picture: pictureOf(panel.picture) ?? panel.picture })),
        }
      )
    }),
  }
}
