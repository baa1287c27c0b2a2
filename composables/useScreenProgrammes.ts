import { areProgrammes } from '#shared/programme/kept.ts'
import { playable } from '#shared/programme/playing.ts'
import type { Programme } from '#shared/programme/scene.ts'
import type { Show } from '#shared/screen/show.ts'

/** The programmes that a show names, also beneath a warning. */
function programmesOf(show: Show | undefined): readonly Programme[] {
  if (!show) return []
  if (show.kind === 'programme') return show.programmes
  return 'beneath' in show ? programmesOf(show.beneath) : []
}

/**
 * The versions of programmes that this screen plays, persistent so that a reload without the server goes on with them:
 * a new version only when everything that it needs is loaded; client only.
 */
export function useScreenProgrammes(show: () => Show | undefined, isComplete: (programme: Programme) => boolean) {
  const held = useKept('jmt-programmes', areProgrammes)
  const playing = computed(() => playable(programmesOf(show()), held.value ?? [], isComplete))
  watch(
    playing,
    (programmes) => {
      if (show()) held.value = programmes
    },
    { immediate: true },
  )
  return playing
}
