import { areProgrammes } from '#shared/programme/kept.ts'
import { mediaOf } from '#shared/programme/needs.ts'
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
 * @param isComplete whether all but the uploaded media is there
 */
export function useScreenProgrammes(show: () => Show | undefined, isComplete: (programme: Programme) => boolean) {
  const held = useKept('jmt-programmes', areProgrammes)
  // Those of the version before, too, until the new one is complete.
  const mediumOf = useHeldMedia(() => mediaOf([...programmesOf(show()), ...(held.value ?? [])]))
  const isThere = (programme: Programme) =>
    mediaOf([programme]).every((id) => mediumOf(id) !== undefined) && isComplete(programme)
  const playing = computed(() => playable(programmesOf(show()), held.value ?? [], isThere))
  const versions = (programmes: readonly Programme[] = []) =>
    programmes.map(({ id, version }) => `${id} ${version}`).join()
  watch(
    () => versions(playing.value),
    (now) => {
      // What is held decides what plays: written only where it differs.
      if (show() && now !== versions(held.value)) held.value = playing.value
    },
    { immediate: true },
  )
  return { programmes: playing, mediumOf }
}
