import { heldMedia } from '~/composables/held-media.ts'
import type { ScamSheet } from '#shared/screen/content.ts'
import { footOf } from '#shared/screen/foot.ts'
import { shownKind, type View, viewAt } from '#shared/screen/view.ts'

/** What a visitor does in the play view. */
type Visit = { kind: 'scenarios'; first?: string } | { kind: 'scams'; first: string; scams: readonly ScamSheet[] }

/** Everything that the stage of a screen needs: the current view, and what visitors may do; client only. */
export function useScreenStage() {
  const { state, refused, refusals, elsewhere, build, away, received, enter, report, flipped, startAnew } =
    useScreenSocket()
  const version = () => state.value?.content
  const content = useScreenContent(version)
  const scenarios = useScreenScenarios(version)
  const { offered, supplied, holds } = useScreenSupplies(
    () => scenarios.value,
    () => content.value,
  )
  const { programmes, mediumOf } = useScreenProgrammes(
    () => state.value?.show,
    // Until the content that the state names is there, nobody knows what a new programme needs.
    (programme) => (!version() || version() === content.value?.version) && holds(programme),
  )
  provide(heldMedia, mediumOf)
  const { doorOpen } = useScreenDoor()
  const { now } = useServerClock()
  /** A visitor is in the play view. PlayRoom ends it when nobody touches the screen. */
  const playing = ref(false)
  const visit = shallowRef<Visit>({ kind: 'scenarios' })
  function begin(what: Visit): void {
    visit.value = what
    playing.value = true
  }

  const { faults, plain } = useStageFaults({
    view: () => view.value,
    endPlay: () => playing.value && !(playing.value = false),
    forget: startAnew,
  })
  useScreenRenewal(
    () => build.value,
    () => !playing.value,
  )

  const timed = useOverTime((at) =>
    viewAt(
      {
        refused: refused.value,
        elsewhere: elsewhere.value,
        playing: playing.value,
        state: state.value,
        content: supplied.value,
        programmes: programmes.value,
        plain: plain.value,
      },
      at,
    ),
  )
  const view: ComputedRef<View> = computed(() => timed.value.view)
  /** A warning is on, or waits until the visitor has finished. */
  const warned = useOverTime((at) => {
    const show = state.value?.show
    const until = show?.kind === 'takeover' && at < show.card.until ? show.card.until : Infinity
    return { on: until < Infinity, until }
  })
  const door = computed(
    () => offered.value.length > 0 && ['takeover', 'programme', 'panel', 'attract'].includes(view.value.kind),
  )
  watch(
    door,
    (open) => {
      doorOpen.value = open
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    doorOpen.value = false
  })

  useFlips(() => view.value, flipped)
  // The docent has begun: what a visitor had begun on this screen is over.
  watch(
    () => view.value.kind === 'scene',
    (led) => {
      if (led) playing.value = false
    },
  )

  const kind = computed(() => state.value && shownKind(view.value, state.value))
  const revision = computed(() => state.value?.revision)
  /** Since when the current view and revision are shown, in server time. */
  let since = now()
  // After the view has changed; also when the same state arrives again, which is how the server requests a report.
  watch(
    [kind, revision, received],
    ([shown, held], [before, heldBefore]) => {
      if (shown !== before || held !== heldBefore) since = now()
      if (shown && held !== undefined) report({ kind: shown, revision: held, shownAt: Math.round(since) })
    },
    { flush: 'post' },
  )

  return {
    view,
    state,
    content: supplied,
    scenarios: offered,
    faults,
    door,
    playing,
    visit,
    begin,
    warned: computed(() => warned.value.on),
    refusals,
    away,
    origin: computed(() => state.value?.publicOrigin ?? location.origin),
    /** How the three rules are shown at the foot. */
    foot: computed(() => {
      if (view.value.kind === 'play' || view.value.kind === 'panel') return 'alone'
      if (view.value.kind === 'programme' || view.value.kind === 'scene') return footOf(view.value.turn.scene.content)
      if (view.value.kind !== 'attract' || !state.value) return undefined
      return state.value.campaign ? 'beneath' : 'alone'
    }),
    enter,
  }
}
